using System.Runtime.InteropServices;

namespace Microsoft.ML.SppNet.Numerics;

/// <summary>Floats outside the garbage collector's reach, aligned to cache lines; freed when disposed, or when nobody refers to them any
/// more, as libtorch's tensors are.</summary>
internal sealed unsafe class NativeFloats : IDisposable
{
    private const int CacheLine = 64;

    private static long _live;
    private readonly long _bytes;
    private float* _pointer;

    internal NativeFloats(long length)
    {
        Length = length;
        _bytes = checked(length * sizeof(float) + CacheLine);
        _pointer = (float*)NativeMemory.AlignedAlloc((nuint)_bytes, CacheLine);
        GC.AddMemoryPressure(_bytes);
        Interlocked.Add(ref _live, _bytes);
    }

    ~NativeFloats() => Free();

    /// <summary>Bytes in all blocks of the process that are not freed.</summary>
    internal static long LiveBytes => Interlocked.Read(ref _live);

    internal long Length { get; }

    /// <exception cref="ObjectDisposedException">The memory has been given back.</exception>
    internal float* Pointer => _pointer is null ? throw new ObjectDisposedException(nameof(NativeFloats)) : _pointer;

    internal void Clear() => NativeMemory.Clear(_pointer, (nuint)(Length * sizeof(float)));

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (_pointer is null)
            return;
        NativeMemory.AlignedFree(_pointer);
        _pointer = null;
        GC.RemoveMemoryPressure(_bytes);
        Interlocked.Add(ref _live, -_bytes);
    }
}
