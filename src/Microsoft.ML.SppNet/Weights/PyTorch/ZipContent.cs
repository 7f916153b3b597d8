using System.IO.Compression;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Weights;

/// <summary>The bytes of a zip entry: where they lie in the mapped file, or unpacked for as long as somebody looks at them.</summary>
internal static unsafe class ZipContent
{
    internal delegate T Look<out T>(ReadOnlySpan<byte> bytes);

    internal delegate T LookAt<out T>(byte* bytes);

    internal static T With<T>(MappedFile file, ZipEntry entry, Look<T> look) => entry.Length <= int.MaxValue
        ? WithPointer(file, entry, bytes => look(new ReadOnlySpan<byte>(bytes, (int)entry.Length)))
        : throw PickleErrors.Refused(file.Name, $"its entry '{entry.Name}' of {entry.Length} bytes is too long");

    /// <exception cref="InvalidDataException">The entry does not unpack to the bytes that the directory promises.</exception>
    internal static T WithPointer<T>(MappedFile file, ZipEntry entry, LookAt<T> look)
    {
        byte* stored = file.At(entry.DataOffset, entry.StoredLength);
        if (!entry.Deflated)
            return look(stored);
        using NativeBytes unpacked = Unpack(file, entry, stored);
        byte* start = null;
        unpacked.AcquirePointer(ref start);
        try
        {
            return look(start);
        }
        finally
        {
            unpacked.ReleasePointer();
        }
    }

    private static NativeBytes Unpack(MappedFile file, ZipEntry entry, byte* stored)
    {
        using var packed = new UnmanagedMemoryStream(stored, entry.StoredLength);
        using var stream = new DeflateStream(packed, CompressionMode.Decompress);
        NativeBytes? bytes = null;
        try
        {
            bytes = NativeBytes.Read(stream, entry.Length);
            if ((long)bytes.ByteLength == entry.Length && stream.ReadByte() < 0)
                return bytes;
        }
        catch (InvalidDataException exception)
        {
            // The decompressor's own words name neither file nor entry.
            bytes?.Dispose();
            throw Broken(exception);
        }

        bytes.Dispose();
        throw Broken(null);

        InvalidDataException Broken(Exception? inner) => PickleErrors.Refused(
            file.Name, $"its entry '{entry.Name}' does not unpack to the {entry.Length} bytes that its directory promises", inner);
    }
}
