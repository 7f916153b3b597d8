using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Networks.Parameters;

/// <summary>What a weight file turned out to be.</summary>
/// <param name="Card">The network and its preprocessing.</param>
/// <param name="Source">The file's tensors under our names.</param>
/// <param name="Warnings">What had to be assumed, a sentence each.</param>
internal sealed record RecognisedWeights(ModelCard Card, IParameterSource Source, IReadOnlyList<string> Warnings);

/// <summary>Says which network a weight file is of: by its card, or by names and shapes of its tensors.</summary>
internal static class WeightRecognition
{
    /// <summary>Recognises a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="name">The architecture, where the user says it; what is not the user's to say is then found out among its
    /// forms.</param>
    /// <param name="asked">The whole structure, where the user says it.</param>
    /// <param name="isPreprocessingSaid">Whether the user says what images go through.</param>
    /// <exception cref="InvalidDataException">The tensors are those of no known network, or not of the one that was asked for; the message
    /// says which comes nearest and what differs.</exception>
    internal static RecognisedWeights Of(IWeightFile file, string? name = null, NetworkArchitecture? asked = null,
        bool isPreprocessingSaid = false)
    {
        if (file is TorchScriptFile)
            throw new InvalidDataException(
                $"'{file.Name}' is a TorchScript program, which is code: to trust it, say --trust-torchscript, or load it by "
                + "SppNetwork.FromTorchScript. For its weights alone, in Python: torch.save(torch.jit.load(path).state_dict(), new_path).");
        ModelCard? own = ModelCardMetadata.Read(file.Name, file.Metadata);
        if (own is null && file is OnnxFile onnx)
        {
            return (asked?.Name ?? name) is null or ImportedTrunk.Name
                ? OnnxImport.Read(onnx, isPreprocessingSaid)
                : throw new InvalidDataException($"'{file.Name}' is an ONNX file and brings its own layers: name no architecture for it.");
        }

        if (own is not null)
            return new RecognisedWeights(own, file, []);
        name = asked?.Name ?? name;
        Candidate? nearest = null;
        foreach (WeightNaming naming in Names(file, name).SelectMany(WeightNaming.Of))
        {
            foreach (string prefix in Prefixes(file, naming))
            {
                var candidate = new Candidate(file, naming, new RenamedWeights(file, naming, prefix), asked);
                if (candidate.Differences.Count == 0)
                    return candidate.Recognised(chosen: asked is not null);
                if (nearest is null || candidate.Likeness > nearest.Likeness)
                    nearest = candidate;
            }
        }

        throw name is not null
            ? WeightShapes.Misfit(file.Name, name, nearest!.Differences)
            : NearestArchitecture.Unknown(file, nearest!);
    }

    /// <summary>The architectures that a file may be of. The nets of Krizhevsky's form have the same tensors; Caffe's pools as Caffe
    /// does.</summary>
    private static IEnumerable<string> Names(IWeightFile file, string? name) => name is not null ? [name]
        : file is CaffeFile ? NetworkArchitecture.Names.OrderByDescending(known => known == "caffenet")
        : NetworkArchitecture.Names;

    /// <summary>What may stand before every name (<c>module.</c>, <c>backbone.</c> …): whatever stands before the first
    /// convolution's.</summary>
    private static IEnumerable<string> Prefixes(IWeightFile file, WeightNaming naming)
    {
        string first = TrunkProgram.Build(new NetworkArchitecture(naming.Architecture)).Steps.OfType<ConvStep>().First().WeightName;
        string leaf = first[first.LastIndexOf('.')..];
        var prefixes = new List<string>();
        foreach (string name in file.Shapes.Keys.Where(name => name.EndsWith(leaf, StringComparison.Ordinal)))
        {
            for (int at = 0; at >= 0; at = name.IndexOf('.', at) is var dot && dot >= 0 ? dot + 1 : -1)
            {
                if (naming.Ours(name[at..]) == first)
                    prefixes.Add(name[..at]);
            }
        }

        return prefixes.Count > 0 ? prefixes.OrderBy(prefix => prefix.Length) : [""];
    }

    /// <summary>A file read as one architecture in one naming.</summary>
    internal sealed class Candidate
    {
        private readonly IWeightFile _file;
        private readonly WeightNaming _naming;
        private readonly RenamedWeights _source;
        private readonly List<string> _warnings = [];

        internal Candidate(IWeightFile file, WeightNaming naming, RenamedWeights source, NetworkArchitecture? asked)
        {
            _file = file;
            _naming = naming;
            _source = source;
            Architecture = asked ?? HeadRecognition.Complete(new NetworkArchitecture(naming.Architecture), source.Shapes, _warnings);
            Expected = ParameterContract.For(Architecture, source.Shapes).Expected;
            Differences = WeightShapes.Differences(Expected, source.Shapes);
            Likeness = NearestArchitecture.Likeness(Expected, source.Shapes);
        }

        internal NetworkArchitecture Architecture { get; }

        internal IReadOnlyDictionary<string, long[]> Expected { get; }

        internal IReadOnlyDictionary<string, long[]> Found => _source.Shapes;

        internal IReadOnlyList<string> Differences { get; }

        /// <summary>The part of the tensors whose shapes, and to a small part names, agree: 1 for the same.</summary>
        internal double Likeness { get; }

        internal RecognisedWeights Recognised(bool chosen)
        {
            NetworkArchitecture architecture = chosen ? Architecture : StridePlace.Complete(Architecture, _file, _source, _warnings);
            Preprocessing preprocessing = HubPreprocessing.Of(_file) ?? _naming.Preprocessing ?? architecture.DefaultPreprocessing;
            IParameterSource source = _source;
            if (_file is CaffeFile caffe)
            {
                architecture = chosen ? architecture : CaffeStructure.Complete(architecture, caffe, _naming);
                preprocessing = CaffeStructure.Preprocessing(preprocessing);
                if (CaffeStructure.PyramidOrder(architecture, caffe, _naming, _warnings) is { } order)
                    source = new ReorderedPyramid(source, architecture, order);
            }

            var card = new ModelCard(architecture, preprocessing)
            {
                Source = _file.Metadata.GetValueOrDefault("source"),
                Licence = _file.Metadata.GetValueOrDefault("licence"),
            };
            return new RecognisedWeights(card, source, [.. _warnings.Select(warning => $"'{_file.Name}' {warning}")]);
        }
    }
}
