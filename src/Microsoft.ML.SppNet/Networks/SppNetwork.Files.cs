using Microsoft.ML.SppNet.Files;
using Microsoft.ML.SppNet.Networks;
using Microsoft.ML.SppNet.Networks.Parameters;
using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet;

/// <content>Loading from and saving to safetensors files.</content>
public sealed partial class SppNetwork
{
    /// <summary>Loads a network from a safetensors file that carries its model card.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The network; the caller disposes it.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is no safetensors file, carries no card, or its tensors do not fit the network; the
    /// message lists every missing, unexpected or wrongly shaped tensor with the expected and the found shape.</exception>
    public static SppNetwork Load(string path) => Load(path, architecture: null);

    /// <summary>Loads a network from a safetensors file, saying what the file does not say of itself.</summary>
    /// <param name="path">The file.</param>
    /// <param name="architecture">The structure, for a file without a model card; a card that says otherwise is an error.</param>
    /// <param name="preprocessing">What the input went through when the weights were trained; null takes the card's, or the architecture's usual one.</param>
    /// <returns>The network; the caller disposes it.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">As for <see cref="Load(string)"/>; or the card names another structure.</exception>
    public static SppNetwork Load(string path, NetworkArchitecture? architecture, Preprocessing? preprocessing = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using IWeightFile file = WeightFile.Open(path);
        return Load(file, architecture, preprocessing);
    }

    /// <summary>Saves the network with its model card; the old file stays as it is until the new one is complete.</summary>
    /// <param name="path">The file; its folder is made where it is missing.</param>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, Save);
    }

    /// <summary>Writes the network with its model card.</summary>
    /// <param name="stream">Where to; it stays open.</param>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        // A share for the time of writing: a network disposed meanwhile must not take the memory from under it.
        using NetworkCore.Share writing = Alive.Acquire();
        TensorSource[] tensors = [.. Parameters.Tensors.Select(entry =>
            new TensorSource(entry.Key, Narrowest(entry.Value.Floats()), [.. entry.Value.Shape], () => entry.Value.Floats()))];
        SafetensorsWriter.Write(stream, ModelCardMetadata.Write(Card, Taps), tensors);
    }

    internal static SppNetwork Load(IWeightFile file, NetworkArchitecture? architecture = null, Preprocessing? preprocessing = null) =>
        Load(file, CardOf(file, architecture, preprocessing));

    /// <summary>Reads a file's tensors as those of the network that a card describes, whatever the file's own card says.</summary>
    internal static SppNetwork Load(IWeightFile file, ModelCard card)
    {
        ParameterContract contract = ParameterContract.For(card.Architecture, file.Shapes);
        WeightShapes.Check(file.Name, contract.Expected, file.Shapes);
        return From(card, NetworkParameters.Read(contract, file));
    }

    internal static ModelCard CardOf(IWeightFile file, NetworkArchitecture? architecture, Preprocessing? preprocessing = null)
    {
        ModelCard? card = ModelCardMetadata.Read(file.Name, file.Metadata);
        if (card is null && architecture is null)
            throw new InvalidDataException(
                $"'{file.Name}' carries no model card: say which architecture its weights are of ({string.Join(", ", NetworkArchitecture.Names)}).");
        if (card is not null && architecture is not null && card.Architecture != architecture)
            throw new InvalidDataException($"'{file.Name}': its model card says {card.Architecture}, not {architecture}.");
        card ??= new ModelCard(architecture!, architecture!.DefaultPreprocessing)
        {
            Source = file.Metadata.GetValueOrDefault("source"),
            Licence = file.Metadata.GetValueOrDefault("licence"),
        };
        return preprocessing is null ? card : card with { Preprocessing = preprocessing };
    }

    /// <summary>F16 where it holds every value exactly, as weights that came in F16 do: half the size, nothing lost.</summary>
    private static SafetensorsDType Narrowest(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            if ((float)(Half)value != value)
                return SafetensorsDType.F32;
        }

        return SafetensorsDType.F16;
    }
}
