using Microsoft.ML.SppNet.Networks.Architecture;

namespace Microsoft.ML.SppNet.Networks.Parameters;

/// <summary>Reads from fc6's width what feeds it: the single pooling of a net without SPP, or which pyramid.</summary>
internal static class HeadRecognition
{
    /// <summary>Pyramids that were published, the paper's own first; where two have as many bins, the first is taken.</summary>
    private static readonly int[][] Pyramids = [[6, 3, 2, 1], [4, 3, 2, 1], [3, 2, 1], [4, 2, 1], [8, 4, 2, 1], [2, 1], [1]];

    internal static NetworkArchitecture Complete(NetworkArchitecture architecture, IReadOnlyDictionary<string, long[]> found,
        List<string> warnings)
    {
        HeadTable head = architecture.Table.Head;
        if ((head.Pool5 is null && !head.AlwaysPyramid) || !found.TryGetValue(head.Linears[0].Name + ".weight", out long[]? shape)
            || shape.Length < 2)
            return architecture;
        TrunkProgram program = TrunkProgram.Build(architecture);
        long bins = shape[1] / program.Channels[program.Output];
        if (head.Pool5 is not null && bins == PoolInput.Side * PoolInput.Side)
            return architecture with { Head = NetworkHead.Pool5 };
        if (Pyramids.FirstOrDefault(levels => levels.Sum(level => level * level) == bins) is not { } levels)
            return architecture;
        if (levels != Pyramids[0])
            warnings.Add($"does not say which pyramid feeds fc6; levels {string.Join(',', levels)} have its {bins} bins and are taken.");
        return architecture with { HeadLevels = levels };
    }
}
