using System.Buffers.Binary;

namespace Microsoft.ML.SppNet.Imaging;

/// <summary>
/// Walks a JPEG file from marker to marker (ITU-T T.81, annex B): segments are passed over by their length, anything else up to the next
/// marker.
/// </summary>
/// <remarks>
/// A second 0xFF is padding and begins a marker itself, 0xFF00 is a byte of compressed data, and restart markers stand alone: none of them
/// is met.
/// </remarks>
internal ref struct JpegMarkers(ReadOnlySpan<byte> file)
{
    internal const byte Prefix = 0xFF, EndOfImage = 0xD9, Adobe = 0xEE, HuffmanTables = 0xC4, RestartInterval = 0xDD, StartOfScan = 0xDA;

    private readonly ReadOnlySpan<byte> _file = file;

    /// <summary>The marker met last.</summary>
    internal byte Marker { get; private set; }

    /// <summary>Its segment from the two bytes of its length on; shorter than these say where the file ends before.</summary>
    internal ReadOnlySpan<byte> Segment { get; private set; }

    /// <summary>Where the walk goes on: after the segment, or after the compressed data where these were read.</summary>
    internal int Position { get; set; } = 2;

    /// <summary>Goes to the next marker; false at the end of the file or of the image.</summary>
    internal bool Next()
    {
        while (true)
        {
            int distance = _file[Math.Min(Position, _file.Length)..].IndexOf(Prefix);
            if (distance < 0 || Position + distance + 1 >= _file.Length)
                return false;
            Position += distance + 1;
            Marker = _file[Position];
            if (Marker == EndOfImage)
                return false;
            if (Marker == Prefix || IsWithoutSegment(Marker))
                continue;
            ReadOnlySpan<byte> rest = _file[(Position + 1)..];
            Segment = rest.Length < 2 ? rest : rest[..Math.Min(rest.Length, Math.Max(2, (int)BinaryPrimitives.ReadUInt16BigEndian(rest)))];
            Position += 1 + Segment.Length;
            return true;
        }
    }

    internal static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    private static bool IsWithoutSegment(byte marker) => marker is 0x00 or 0x01 or (>= 0xD0 and <= 0xD8);
}
