using System.Buffers.Binary;
using SkiaSharp;

namespace Microsoft.ML.SppNet.Imaging;

/// <summary>Finds the tag 0x0112 (Orientation) in EXIF data, which are laid out as a TIFF file (CIPA DC-008, section 4.6.2).</summary>
internal static class ExifOrientation
{
    private const int HeaderLength = 8, EntryLength = 12;
    private const ushort Tag = 0x0112, Short = 3;

    /// <summary>The orientation; upright where the data have none or make no sense.</summary>
    internal static SKEncodedOrigin Read(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < HeaderLength || !(tiff.StartsWith("II*\0"u8) || tiff.StartsWith("MM\0*"u8)))
            return SKEncodedOrigin.TopLeft;
        bool little = tiff[0] == (byte)'I';
        long directory = little ? BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..]) : BinaryPrimitives.ReadUInt32BigEndian(tiff[4..]);
        if (directory + 2 > tiff.Length)
            return SKEncodedOrigin.TopLeft;
        ReadOnlySpan<byte> entries = tiff[((int)directory + 2)..];
        for (int left = Number(tiff[(int)directory..], little); left > 0
            && entries.Length >= EntryLength; left--, entries = entries[EntryLength..])
        {
            // An entry is: tag (2 bytes), type (2), count (4), value (4, of which a short takes the first 2).
            if (Number(entries, little) == Tag && Number(entries[2..], little) == Short)
                return Number(entries[8..], little) is >= 1 and <= 8 and var value ? (SKEncodedOrigin)value : SKEncodedOrigin.TopLeft;
        }

        return SKEncodedOrigin.TopLeft;
    }

    private static ushort Number(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
}
