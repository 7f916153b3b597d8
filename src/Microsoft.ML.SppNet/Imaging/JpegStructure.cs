using System.Buffers.Binary;

namespace Microsoft.ML.SppNet.Imaging;

/// <summary>What the markers of a JPEG file (ITU-T T.81, annex B) tell without decoding.</summary>
/// <param name="HasEnd">Whether the end marker of the image is there; what follows it does not matter.</param>
/// <param name="Components">Colour components: 1 grey, 3 colour, 4 inks; 0 where the file has no frame header.</param>
/// <param name="HasAdobeMarker">Whether Adobe's APP14 segment is there.</param>
internal readonly record struct JpegStructure(bool HasEnd, int Components, bool HasAdobeMarker)
{
    private const byte Prefix = 0xFF, EndOfImage = 0xD9, Adobe = 0xEE;

    /// <summary>Walks from marker to marker: segments are passed over by their length, compressed data up to the next marker.</summary>
    internal static JpegStructure Read(ReadOnlySpan<byte> file)
    {
        var seen = default(JpegStructure);
        int position = 2;
        while (true)
        {
            int distance = file[Math.Min(position, file.Length)..].IndexOf(Prefix);
            if (distance < 0 || position + distance + 1 >= file.Length)
                return seen;
            position += distance + 1;
            byte marker = file[position];
            if (marker == EndOfImage)
                return seen with { HasEnd = true };
            // A second 0xFF is padding and begins a marker itself; 0xFF00 is a data byte; restart markers stand alone.
            if (marker == Prefix || IsWithoutSegment(marker))
                continue;
            ReadOnlySpan<byte> segment = Segment(file[(position + 1)..]);
            seen = seen.With(marker, segment);
            position += 1 + segment.Length;
        }
    }

    private static bool IsWithoutSegment(byte marker) => marker is 0x00 or 0x01 or (>= 0xD0 and <= 0xD8);

    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    private static ReadOnlySpan<byte> Segment(ReadOnlySpan<byte> rest) =>
        rest.Length < 2 ? rest : rest[..Math.Min(rest.Length, Math.Max(2, (int)BinaryPrimitives.ReadUInt16BigEndian(rest)))];

    // A frame header is: length (2 bytes), precision (1), height (2), width (2), components (1).
    private JpegStructure With(byte marker, ReadOnlySpan<byte> segment) => marker switch
    {
        Adobe when segment.Length >= 7 && segment[2..7].SequenceEqual("Adobe"u8) => this with { HasAdobeMarker = true },
        _ when IsFrame(marker) && segment.Length > 7 => this with { Components = segment[7] },
        _ => this,
    };
}
