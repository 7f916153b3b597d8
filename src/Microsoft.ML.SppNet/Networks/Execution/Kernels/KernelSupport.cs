using Microsoft.ML.SppNet.Networks.Architecture;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>Which trunks the kernels can run.</summary>
internal static class KernelSupport
{
    /// <summary>What the kernels cannot run of a trunk, in words; null where they run all of it.</summary>
    internal static string? Problem(TrunkProgram program)
    {
        HashSet<int> joined = [.. program.Steps.OfType<ConcatStep>().SelectMany(concat => concat.Inputs)];
        for (int index = 0; index < program.Steps.Count; index++)
        {
            // A tile writes sixteen filters: what shares its cells with another map must end where a tile ends.
            if (program.Steps[index] is ConvStep conv && (conv.Groups > 1 || joined.Contains(index + 1)) && conv.Filters / conv.Groups % TileKernel.Filters != 0)
                return $"the kernels write filters in sixteens, and '{conv.Name}' has {conv.Filters / conv.Groups} beside others";
        }

        return null;
    }
}
