using System.Buffers.Binary;

namespace Microsoft.ML.SppNet.Imaging;

/// <summary>The chunks of a PNG file (ISO/IEC 15948, section 5).</summary>
internal static class PngStructure
{
    private const int SignatureLength = 8, ChunkOverhead = 12;

    /// <summary>Whether the chunks lead to the end chunk; what follows it does not matter.</summary>
    internal static bool HasEnd(ReadOnlySpan<byte> file)
    {
        // A chunk is: length of its data (4 bytes), type (4), data, checksum (4).
        for (long position = SignatureLength; position + ChunkOverhead <= file.Length;)
        {
            ReadOnlySpan<byte> chunk = file[(int)position..];
            if (chunk[4..8].SequenceEqual("IEND"u8))
                return true;
            position += ChunkOverhead + BinaryPrimitives.ReadUInt32BigEndian(chunk);
        }

        return false;
    }
}
