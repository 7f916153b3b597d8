using System.Runtime.InteropServices;

namespace Microsoft.ML.SppNet.Numerics;

/// <summary>Bytes outside the managed heap, which may exceed the two gigabytes of an array.</summary>
internal sealed unsafe class NativeBytes : SafeBuffer
{
    private const long FirstCapacity = 1 << 20;

    private NativeBytes(void* bytes, long length)
        : base(ownsHandle: true)
    {
        SetHandle((nint)bytes);
        Initialize((ulong)length);
    }

    /// <summary>
    /// Reads up to <paramref name="length"/> bytes; fewer where the stream ends before. The memory grows with what has come, so that
    /// a header's claim alone allocates nothing.
    /// </summary>
    internal static NativeBytes Read(Stream stream, long length)
    {
        long capacity = Math.Min(length, FirstCapacity);
        byte* bytes = (byte*)NativeMemory.Alloc((nuint)capacity);
        try
        {
            long have = 0;
            while (have < length)
            {
                if (have == capacity)
                {
                    capacity = Math.Min(length, 2 * capacity);
                    bytes = (byte*)NativeMemory.Realloc(bytes, (nuint)capacity);
                }
                int read = stream.Read(new Span<byte>(bytes + have, (int)Math.Min(capacity - have, FirstCapacity)));
                if (read == 0)
                    break;
                have += read;
            }
            return new NativeBytes(bytes, have);
        }
        catch
        {
            NativeMemory.Free(bytes);
            throw;
        }
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMemory.Free((void*)handle);
        return true;
    }
}
