using Microsoft.ML.SppNet.Numerics;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>What is alive once the garbage that earlier tests left has been finalised: counted while their finalisers run, it would change
/// by itself.</summary>
internal static class LiveMemory
{
    /// <summary>Tensors of libtorch's.</summary>
    internal static long Tensors() => Collected(() => Tensor.TotalCount);

    /// <summary>Bytes of the library's own native memory.</summary>
    internal static long NativeBytes() => Collected(() => NativeFloats.LiveBytes);

    private static long Collected(Func<long> count)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return count();
    }
}
