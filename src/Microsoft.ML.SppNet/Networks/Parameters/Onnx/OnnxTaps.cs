using Microsoft.ML.SppNet.Networks.Architecture;

namespace Microsoft.ML.SppNet.Networks.Parameters;

/// <summary>Names of an imported trunk's maps: each by its kind and number (<c>conv1</c>, <c>block2</c>, <c>pool1</c>) and by the node that
/// makes it.</summary>
internal static class OnnxTaps
{
    internal static List<KeyValuePair<string, int>> Of(OnnxSteps graph, Step[] steps, int[] values, HeadTable head)
    {
        HashSet<string> taken = new(StringComparer.Ordinal) { SppNetwork.SppTap, HeadTable.LogitsTap, PoolInput.Tap, "average" };
        taken.UnionWith(head.Linears.Select(linear => linear.Tap));
        var titles = new Dictionary<int, string>();
        for (int value = 1; value < values.Length; value++)
        {
            string title = graph.Title(values[value]);
            if (!graph.IsPooled(values[value]) && title.Length > 0 && !title.Contains(',') && taken.Add(title))
                titles[value] = title;
        }

        var taps = new List<KeyValuePair<string, int>>();
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int value = 1; value < values.Length; value++)
        {
            if (graph.IsPooled(values[value]))
                continue;
            string kind = Kind(steps[value - 1]), alias = $"{kind}{numbers[kind] = numbers.GetValueOrDefault(kind) + 1}";
            if (taken.Add(alias))
                taps.Add(new(alias, value));
            if (titles.TryGetValue(value, out string? title))
                taps.Add(new(title, value));
        }

        return taps;
    }

    private static string Kind(Step step) => step switch
    {
        ConvStep { Residual: not null } or AddStep => "block",
        ConvStep => "conv",
        PoolStep => "pool",
        NormalizeStep => "norm",
        ConcatStep => "concat",
        MultiplyStep => "gated",
        AffineStep => "scale",
        _ => "activation",
    };
}
