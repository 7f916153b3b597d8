using System.Buffers.Binary;

namespace Microsoft.ML.SppNet.Imaging;

/// <summary>
/// A JPEG's frame (ITU-T T.81, annex B.2.2): the image's size, its components, and how far the scans have told their coefficients.
/// </summary>
internal sealed class JpegFrame
{
    private const byte Baseline = 0xC0, ExtendedSequential = 0xC1, Progressive = 0xC2;

    private JpegFrame(bool isProgressive, int width, int height, JpegComponent[] components)
    {
        (IsProgressive, Components) = (isProgressive, components);
        (int across, int down) = (components.Max(component => component.Across), components.Max(component => component.Down));
        UnitCount = Quotient(width, 8 * across) * Quotient(height, 8 * down);
        foreach (JpegComponent component in components)
        {
            int columns = Quotient(Quotient(width * component.Across, across), 8),
            rows = Quotient(Quotient(height * component.Down, down), 8);
            component.BlockCount = columns * rows;
        }
    }

    internal bool IsProgressive { get; }

    internal IReadOnlyList<JpegComponent> Components { get; }

    /// <summary>How many units (MCU) a scan of several components has.</summary>
    internal int UnitCount { get; }

    /// <summary>Reads a frame header.</summary>
    /// <returns>
    /// Null for kinds not followed here (arithmetic coding, 12 bits, lossless, hierarchical) and for what makes no sense.
    /// </returns>
    internal static JpegFrame? Read(byte marker, ReadOnlySpan<byte> segment)
    {
        bool isKnown = marker is Baseline or ExtendedSequential or Progressive;
        if (!isKnown || segment.Length < 8 || segment[2] != 8 || segment.Length < 8 + 3 * segment[7])
            return null;
        int height = BinaryPrimitives.ReadUInt16BigEndian(segment[3..]), width = BinaryPrimitives.ReadUInt16BigEndian(segment[5..]);
        var components = new JpegComponent[segment[7]];
        for (int i = 0; i < components.Length; i++)
        {
            ReadOnlySpan<byte> entry = segment[(8 + 3 * i)..];
            components[i] = new(entry[0], entry[1] >> 4, entry[1] & 15);
        }

        bool makesSense = (long)width * height is > 0 and <= ImageFile.MaximumPixels && components.Length is > 0 and <= 4
            && components.All(component => component is { Across: >= 1 and <= 4, Down: >= 1 and <= 4 });
        return makesSense ? new(marker == Progressive, width, height, components) : null;
    }

    private static int Quotient(int value, int divisor) => (value + divisor - 1) / divisor;
}
