using Microsoft.ML.SppNet.Networks.Architecture;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>Which trunks the kernels can run.</summary>
internal static class KernelSupport
{
    /// <summary>What the kernels cannot run of a trunk, in words; null where they run all of it.</summary>
    internal static string? Problem(TrunkProgram program)
    {
        int[] joined = [.. program.Steps.OfType<ConcatStep>().SelectMany(concat => concat.Inputs)];
        // A map lies in one place: it cannot be a part of two, nor of one that is itself a part.
        if (joined.Length != joined.Distinct().Count() || joined.Any(value => value == 0 || program.Steps[value - 1] is not ConvStep))
            return "the kernels join only what convolutions made, and each once";
        for (int index = 0; index < program.Steps.Count; index++)
        {
            if (Problem(program.Steps[index], joined.Contains(index + 1)) is { } problem)
                return problem;
        }

        return null;
    }

    private static string? Problem(Step step, bool isJoined) => step switch
    {
        ConvStep conv when !IsSquare(conv.Window) => $"the kernels have no such convolution as '{conv.Name}': {conv.Window}",
        ConvStep conv when conv.Activation != Activation.None && conv.Activation != Activation.Relu => $"the kernels have no {conv.Activation}",
        // A tile writes sixteen filters: what shares its cells with another map must end where a tile ends.
        ConvStep conv when (conv.Groups > 1 || isJoined) && conv.Filters / conv.Groups % TileKernel.Filters != 0 =>
            $"the kernels write filters in sixteens, and '{conv.Name}' has {conv.Filters / conv.Groups} beside others",
        PoolStep pool when pool.Kind != PoolKind.Max || !IsSquare(pool.Window) => $"the kernels have no such pooling: {pool.Kind}, {pool.Window}",
        ConvStep or PoolStep or NormalizeStep or ConcatStep => null,
        _ => $"the kernels have no {step.GetType().Name}",
    };

    private static bool IsSquare(Window window) => window.Size.Height == window.Size.Width && window.Stride.Height == window.Stride.Width
        && window.Pads == window.Pads.Top && window.Dilation == 1 && window.Rule == PadRule.Written;
}
