namespace Microsoft.ML.SppNet.Imaging;

/// <summary>What the markers of a JPEG file (ITU-T T.81, annex B) tell without decoding.</summary>
/// <param name="HasEnd">Whether the end marker of the image is there; what follows it does not matter.</param>
/// <param name="Components">Colour components: 1 grey, 3 colour, 4 inks; 0 where the file has no frame header.</param>
/// <param name="HasAdobeMarker">Whether Adobe's APP14 segment is there.</param>
internal readonly record struct JpegStructure(bool HasEnd, int Components, bool HasAdobeMarker)
{
    internal static JpegStructure Read(ReadOnlySpan<byte> file)
    {
        var seen = default(JpegStructure);
        var markers = new JpegMarkers(file);
        while (markers.Next())
            seen = seen.With(markers.Marker, markers.Segment);
        return seen with { HasEnd = markers.Marker == JpegMarkers.EndOfImage };
    }

    // A frame header is: length (2 bytes), precision (1), height (2), width (2), components (1).
    private JpegStructure With(byte marker, ReadOnlySpan<byte> segment) => marker switch
    {
        JpegMarkers.Adobe when segment.Length >= 7 && segment[2..7].SequenceEqual("Adobe"u8) => this with { HasAdobeMarker = true },
        _ when JpegMarkers.IsFrame(marker) && segment.Length > 7 => this with { Components = segment[7] },
        _ => this,
    };
}
