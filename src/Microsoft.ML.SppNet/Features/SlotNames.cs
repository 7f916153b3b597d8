using Microsoft.ML.SppNet.Interop;

namespace Microsoft.ML.SppNet.Features;

/// <summary>
/// Names of a column's numbers, such as <c>layer3/3x3/r0c1/ch17</c>: tap, level, bin and channel; <c>fc7/17</c> for a vector of the head;
/// <c>size224/…</c> before it where sizes follow one another.
/// </summary>
internal static class SlotNames
{
    /// <summary>The annotation of a column.</summary>
    internal static DataViewSchema.Annotations Annotation(FeaturePlan plan, PlannedColumn column) =>
        ColumnAnnotations.SlotNames(column.Length, () => Of(plan, column));

    /// <summary>The names in the order of the vector, no two alike.</summary>
    internal static IEnumerable<string> Of(FeaturePlan plan, PlannedColumn column)
    {
        bool apart = column.Length > column.LengthPerSize;
        IEnumerable<string> sizes = apart ? Distinct(plan.Sizes.Select(size => $"size{size}")).Select(size => size + "/") : [""];
        string[] taps = Distinct(column.Parts.Select(part => plan.Taps[part.Tap]));
        return from size in sizes
               from part in column.Parts.Zip(taps)
               from slot in Slots(part.First)
               select $"{size}{part.Second}/{slot}";
    }

    private static IEnumerable<string> Slots(FeaturePart part)
    {
        if (part.Pyramid is not { } pyramid)
            return Enumerable.Range(0, part.Length).Select(index => $"{index}");
        return from level in pyramid.Levels.Zip(Distinct(pyramid.Levels.Select(level => $"{level}x{level}")))
               from channel in Enumerable.Range(0, part.Length / pyramid.Bins)
               from bin in Enumerable.Range(0, level.First * level.First)
               select $"{level.Second}/r{bin / level.First}c{bin % level.First}/ch{channel}";
    }

    /// <summary>The same names, the second of equal ones with <c>#2</c> after it, and so on.</summary>
    private static string[] Distinct(IEnumerable<string> names)
    {
        var seen = new Dictionary<string, int>();
        return [.. names.Select(name => (seen[name] = seen.GetValueOrDefault(name) + 1) is > 1 and var times ? $"{name}#{times}" : name)];
    }
}
