using System.Runtime.InteropServices;

namespace Microsoft.ML.SppNet;

/// <summary>Floats outside the garbage collector's reach, aligned to cache lines; freed by whoever made them.</summary>
internal sealed unsafe class NativeFloats(long length) : IDisposable
{
    private const int CacheLine = 64;

    internal long Length => length;

    internal float* Pointer { get; private set; } = (float*)NativeMemory.AlignedAlloc(checked((nuint)(length * sizeof(float) + CacheLine)), CacheLine);

    internal void Clear() => NativeMemory.Clear(Pointer, (nuint)(length * sizeof(float)));

    public void Dispose()
    {
        NativeMemory.AlignedFree(Pointer);
        Pointer = null;
    }
}
