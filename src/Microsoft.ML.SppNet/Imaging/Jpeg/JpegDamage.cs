using System.Buffers.Binary;

namespace Microsoft.ML.SppNet.Imaging;

/// <summary>
/// Finds what is missing from a JPEG that has its end marker, where decoders fill up with grey and say nothing: walks through the
/// compressed data, without
/// putting together a single coefficient.
/// </summary>
/// <remarks>
/// What is behind the last block of the last scan does not matter: some cameras leave bytes there. Kinds of JPEG that are not followed here
/// are left to the
/// decoder: arithmetic coding, and files without Huffman tables of their own (single frames of motion JPEG).
/// </remarks>
internal ref struct JpegDamage
{
    private readonly ReadOnlySpan<byte> _file;
    private readonly JpegHuffmanTable?[] _dc = new JpegHuffmanTable?[4], _ac = new JpegHuffmanTable?[4];
    private JpegFrame? _frame;
    private int _restartInterval;

    private JpegDamage(ReadOnlySpan<byte> file) => _file = file;

    /// <summary>
    /// What is wrong with the compressed data of a JPEG that a decoder has accepted, a clause; null if nothing was found.
    /// </summary>
    internal static string? Find(ReadOnlySpan<byte> file)
    {
        using var data = new JpegScanData(file.Length);
        return new JpegDamage(file).Find(data);
    }

    private string? Find(JpegScanData data)
    {
        var markers = new JpegMarkers(_file);
        while (markers.Next())
        {
            switch (markers.Marker)
            {
                case JpegMarkers.HuffmanTables:
                    ReadTables(markers.Segment);
                    break;
                case JpegMarkers.RestartInterval when markers.Segment.Length >= 4:
                    _restartInterval = BinaryPrimitives.ReadUInt16BigEndian(markers.Segment[2..]);
                    break;
                case JpegMarkers.StartOfScan:
                    if (ReadScan(markers.Segment, out bool followsItsForerunner) is not { } scan)
                        return _frame is { IsProgressive: true } ? MissingScans : null;
                    if (!followsItsForerunner)
                        return MissingScans;
                    int position = markers.Position;
                    if (scan.Damage(data, _file, ref position, _restartInterval) is { } damage)
                        return damage;
                    markers.Position = position;
                    break;
                case byte marker when JpegMarkers.IsFrame(marker):
                    _frame = JpegFrame.Read(marker, markers.Segment);
                    break;
            }
        }

        return _frame is null || _frame.Components.All(component => component.IsComplete) ? null : MissingScans;
    }

    private const string MissingScans = "scans are missing, so the picture lacks detail";

    private readonly void ReadTables(ReadOnlySpan<byte> segment)
    {
        ReadOnlySpan<byte> rest = segment[Math.Min(2, segment.Length)..];
        while (rest.Length > 0)
        {
            int kind = rest[0] >> 4, number = rest[0] & 3;
            rest = rest[1..];
            JpegHuffmanTable? table = JpegHuffmanTable.Read(ref rest);
            (kind == 0 ? _dc : _ac)[number] = table;
            if (table is null)
                return;
        }
    }

    /// <summary>
    /// Reads a scan header: the number of components, for each its name and its two tables, then the band; null for what is left to the
    /// decoder.
    /// </summary>
    private readonly JpegScan? ReadScan(ReadOnlySpan<byte> segment, out bool followsItsForerunner)
    {
        followsItsForerunner = true;
        if (_frame is null || segment.Length < 3 || segment[2] is 0 or > 4 || segment.Length < 6 + 2 * segment[2])
            return null;
        int count = segment[2];
        ReadOnlySpan<byte> end = segment[(3 + 2 * count)..];
        JpegBand band = _frame.IsProgressive ? new(end[0], end[1], end[2] >> 4, end[2] & 15) : JpegBand.Whole;
        if (_frame.IsProgressive && !band.MakesSense || band.First > 0 && count > 1)
            return null;

        var unit = new List<JpegBlocks>();
        int unitCount = _frame.UnitCount;
        for (int i = 0; i < count; i++)
        {
            (byte id, byte tables) = (segment[3 + 2 * i], segment[4 + 2 * i]);
            JpegComponent? component = _frame.Components.FirstOrDefault(component => component.Id == id);
            if (component is null || Blocks(component, _dc[tables >> 4 & 3], _ac[tables & 3], band) is not { } blocks)
                return null;
            followsItsForerunner &= component.Tell(band);
            unit.AddRange(Enumerable.Repeat(blocks, count == 1 ? 1 : component.Across * component.Down));
            unitCount = count == 1 ? component.BlockCount : unitCount;
        }

        return new([.. unit], unitCount);
    }

    private readonly JpegBlocks? Blocks(JpegComponent component, JpegHuffmanTable? dc, JpegHuffmanTable? ac, JpegBand band) => band switch
    {
        _ when !_frame!.IsProgressive => dc is null || ac is null ? null : new JpegSequentialBlocks(dc, ac),
        { First: 0, BitsBefore: 0 } => dc is null ? null : new JpegFirstDcBlocks(dc),
        { First: 0 } => new JpegRefinedDcBlocks(),
        { BitsBefore: 0 } => ac is null ? null : new JpegFirstAcBlocks(ac, band.First, band.Last, component.Nonzero),
        _ => ac is null ? null : new JpegRefinedAcBlocks(ac, band.First, band.Last, component.Nonzero),
    };
}
