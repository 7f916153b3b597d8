using System.Buffers.Binary;

namespace Microsoft.ML.SppNet.Imaging;

/// <summary>The chunks of a PNG file (W3C, Portable Network Graphics, section 5).</summary>
internal static class PngStructure
{
    private const int SignatureLength = 8, ChunkOverhead = 12;

    /// <summary>Whether the chunks lead to the end chunk; what follows it does not matter.</summary>
    internal static bool HasEnd(ReadOnlySpan<byte> file) => Find(file, "IEND"u8, out _);

    /// <summary>The data of the chunk <c>eXIf</c>, which may stand before or after the pixels; empty where there is none.</summary>
    internal static ReadOnlySpan<byte> Exif(ReadOnlySpan<byte> file) => Find(file, "eXIf"u8, out ReadOnlySpan<byte> data) ? data : default;

    private static bool Find(ReadOnlySpan<byte> file, ReadOnlySpan<byte> type, out ReadOnlySpan<byte> data)
    {
        // A chunk is: length of its data (4 bytes), type (4), data, checksum (4).
        for (long position = SignatureLength; position + ChunkOverhead <= file.Length;)
        {
            ReadOnlySpan<byte> chunk = file[(int)position..];
            long length = BinaryPrimitives.ReadUInt32BigEndian(chunk);
            if (chunk[4..8].SequenceEqual(type))
            {
                data = chunk[8..(int)Math.Min(8 + length, chunk.Length)];
                return true;
            }
            if (chunk[4..8].SequenceEqual("IEND"u8))
                break;
            position += ChunkOverhead + length;
        }

        data = default;
        return false;
    }
}
