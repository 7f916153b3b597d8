using Microsoft.ML.SppNet.Networks.Parameters;
using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>Which network was asked for.</summary>
/// <param name="Path">The weight file; null for the default network, or with a name for an untrained one.</param>
/// <param name="Name">The architecture; null to take the model card's.</param>
/// <param name="Seed">Seed of an untrained net.</param>
/// <param name="Preprocessing">Puts what was asked for in the place of the usual preprocessing.</param>
internal sealed record NetworkChoice(string? Path, string? Name, int? Seed, Func<Preprocessing, Preprocessing> Preprocessing)
{
    /// <summary>The architectures that <see cref="StrideIn"/> is for.</summary>
    internal static string WithStridePlaces { get; } =
        string.Join(", ", NetworkArchitecture.Names.Where(name => new NetworkArchitecture(name).StridePlacesDiffer));

    internal ResidualStride? StrideIn { get; init; }

    internal NetworkHead? Head { get; init; }

    internal TrunkPadding? Padding { get; init; }

    /// <summary>Whether it is a net of random filters.</summary>
    internal bool IsUntrained => Path is null && Name is not null;

    /// <summary>Whether TorchScript modules, which are code, may run.</summary>
    internal bool TrustTorchScript { get; init; }

    /// <exception cref="ToolException">The options contradict one another.</exception>
    internal void Check()
    {
        if (Path is { Length: 0 })
            throw ToolException.Usage("--network names no file.");
        if (Path is not null && Seed is not null)
            throw ToolException.Usage("--seed makes an untrained net and does not go with --network.");
        if (!IsUntrained && Seed is not null)
            throw ToolException.Usage("--seed makes an untrained net: say which by --architecture NAME.");
    }

    /// <summary>Loads the weights or makes the untrained net; the caller disposes it.</summary>
    /// <param name="warn">Hears what had to be assumed of the weights.</param>
    /// <exception cref="ToolException">The file cannot be used, or the options do not fit the network.</exception>
    internal SppNetwork Open(Action<string> warn)
    {
        if (IsUntrained)
        {
            NetworkArchitecture usual = Complete(new NetworkArchitecture(Name!)),
            untrained = usual with { Padding = Padding ?? usual.Padding };
            return SppNetwork.Create(new ModelCard(untrained, Preprocessing(untrained.DefaultPreprocessing)), Seed ?? 1);
        }

        SppNetwork network = ToolException.RefusedAsInput(() =>
        {
            using IWeightFile file = OpenFile();
            return Open(file);
        });
        foreach (string warning in network.Warnings)
            warn(warning);
        return network;
    }

    internal IWeightFile OpenFile() => Path is null ? PretrainedNetworks.OpenDefault() : WeightFile.Open(NetworkCatalog.Resolve(Path));

    internal SppNetwork Open(IWeightFile file)
    {
        SppNetwork.TrustTorchScript |= TrustTorchScript;
        using SppNetwork network = TrustTorchScript && file is TorchScriptFile script
            ? SppNetwork.FromTorchScript(script, Preprocessing(SppNet.Preprocessing.TorchVision))
            : SppNetwork.Load(Weights(file));
        return network.WithPadding(Padding ?? network.Architecture.Padding);
    }

    /// <summary>What the file is, with the choices that were made.</summary>
    private RecognisedWeights Weights(IWeightFile file)
    {
        if (ModelCardMetadata.Read(file.Name, file.Metadata) is { } own)
            CheckAgainst(file.Name, own.Architecture);
        RecognisedWeights found = WeightRecognition.Of(file, Name);
        ModelCard card = found.Card;
        return found with
        {
            Card = card with { Architecture = Complete(card.Architecture), Preprocessing = Preprocessing(card.Preprocessing) },
            Warnings = StrideIn is null ? found.Warnings : [],
        };
    }

    /// <summary>Padding may be chosen for any weights; what the card says of their structure may not be contradicted.</summary>
    private void CheckAgainst(string file, NetworkArchitecture own)
    {
        if (Name is not null && Name != own.Name)
            throw new InvalidDataException($"'{file}': its model card says {own.Name}, not {Name}.");
        if (StrideIn is { } stride && stride != own.StrideIn)
            throw new InvalidDataException(
                $"'{file}': its model card says that blocks stride in {Word(own.StrideIn)}, not {Word(stride)}.");
        if (Head is { } head && head != own.Head)
            throw new InvalidDataException($"'{file}': its model card says that the head is {own.Head}, not {head}.");
    }

    private NetworkArchitecture Complete(NetworkArchitecture usual)
    {
        if (StrideIn is not null && !usual.StridePlacesDiffer)
            throw ToolException.Usage($"--stride-in is for {WithStridePlaces}, and the network is {usual.Name}.");
        return usual with { StrideIn = StrideIn ?? usual.StrideIn, Head = Head ?? usual.Head };
    }

    private static string Word(ResidualStride stride) => stride == ResidualStride.Conv1 ? "conv1" : "conv2";
}
