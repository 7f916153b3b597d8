using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Networks.Parameters;

/// <summary>A source whose first fully connected layer reads the levels of a pyramid in another order than here: its columns change
/// places.</summary>
internal sealed class ReorderedPyramid : IParameterSource
{
    private readonly IParameterSource _source;
    private readonly string _weight;
    private readonly int _channels;
    private readonly IReadOnlyList<int> _theirs, _ours;

    /// <param name="source">The source.</param>
    /// <param name="architecture">The network, with the levels in our order.</param>
    /// <param name="theirs">The same levels in the source's order.</param>
    internal ReorderedPyramid(IParameterSource source, NetworkArchitecture architecture, IReadOnlyList<int> theirs)
    {
        TrunkProgram program = TrunkProgram.Build(architecture);
        (_source, _weight) = (source, architecture.Table.Head.Linears[0].Name + ".weight");
        (_channels, _theirs, _ours) = (program.Channels[program.Output], theirs, architecture.HeadLevels);
    }

    public string Name => _source.Name;

    public IReadOnlyDictionary<string, long[]> Shapes => _source.Shapes;

    public void CopyTo(string name, Span<float> destination)
    {
        _source.CopyTo(name, destination);
        if (name != _weight)
            return;
        float[] row = new float[Length(_ours)];
        for (int start = 0; start < destination.Length; start += row.Length)
        {
            destination.Slice(start, row.Length).CopyTo(row);
            foreach (int level in _ours)
                row.AsSpan(Start(_theirs, level), Length([level])).CopyTo(destination[(start + Start(_ours, level))..]);
        }
    }

    private int Start(IReadOnlyList<int> levels, int level) => Length(levels.TakeWhile(other => other != level));

    private int Length(IEnumerable<int> levels) => levels.Sum(level => _channels * level * level);
}
