using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Networks.Parameters;

/// <summary>A file's tensors under our names; those outside the prefix are not there.</summary>
internal sealed class RenamedWeights : IParameterSource
{
    private readonly IWeightFile _file;
    private readonly Dictionary<string, string> _theirs = new(StringComparer.Ordinal);

    internal RenamedWeights(IWeightFile file, WeightNaming naming, string prefix)
    {
        _file = file;
        var shapes = new Dictionary<string, long[]>(StringComparer.Ordinal);
        foreach ((string theirs, long[] shape) in file.Shapes)
        {
            if (!theirs.StartsWith(prefix, StringComparison.Ordinal))
                continue;
            string ours = naming.Ours(theirs[prefix.Length..]);
            if (_theirs.TryAdd(ours, theirs))
                shapes[ours] = shape;
        }

        Shapes = shapes;
    }

    public string Name => _file.Name;

    public IReadOnlyDictionary<string, long[]> Shapes { get; }

    /// <summary>A whole number under our name.</summary>
    internal long? Counter(string name) => _theirs.TryGetValue(name, out string? theirs) ? _file.Counter(theirs) : null;

    public void CopyTo(string name, Span<float> destination) => _file.CopyTo(_theirs[name], destination);
}
