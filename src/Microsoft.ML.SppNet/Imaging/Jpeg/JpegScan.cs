namespace Microsoft.ML.SppNet.Imaging;

/// <summary>
/// A scan (ITU-T T.81, annex B.2.3) of a JPEG: units of blocks, one after the other, in stretches between restart markers.
/// </summary>
/// <param name="unit">How the blocks of a unit are coded, in their order.</param>
/// <param name="unitCount">How many units there are.</param>
internal sealed class JpegScan(JpegBlocks[] unit, int unitCount)
{
    /// <summary>
    /// Bytes that may be left over before a restart marker or another scan, as an encoder might align its data; damage leaves more.
    /// </summary>
    private const int MaximumPadding = 3;

    private const byte FirstRestart = 0xD0, LastRestart = 0xD7;

    /// <summary>Passes over the scan's data.</summary>
    /// <param name="data">The buffer for the data.</param>
    /// <param name="file">The file.</param>
    /// <param name="position">Where the data begin; afterwards where the marker behind them is looked for.</param>
    /// <param name="restartInterval">The units from one restart marker to the next; 0 for none.</param>
    /// <returns>What is wrong, or null.</returns>
    internal string? Damage(JpegScanData data, ReadOnlySpan<byte> file, ref int position, int restartInterval)
    {
        JpegBits bits = data.Read(file, ref position);
        for (int index = 0, left = restartInterval, restarts = 0; index < unitCount; index++, left--)
        {
            if (restartInterval > 0 && left == 0)
            {
                if (MarkerAt(file, position) != FirstRestart + restarts % 8)
                    return $"a restart marker is missing {Where(index)}";
                if (bits.BytesLeft > MaximumPadding)
                    return $"{Meaningless} {Where(index)}";
                position += 2;
                bits = data.Read(file, ref position);
                foreach (JpegBlocks blocks in unit)
                    blocks.Restart();
                (left, restarts) = (restartInterval, restarts + 1);
            }

            foreach (JpegBlocks blocks in unit)
            {
                bool isSense = blocks.Pass(ref bits, index);
                if (bits.IsPastEnd)
                    return $"compressed data are missing {Where(index)}";
                if (!isSense)
                    return $"{Meaningless} {Where(index)}";
            }
        }

        bool isLast = MarkerAt(file, position) is null or JpegMarkers.EndOfImage or (>= FirstRestart and <= LastRestart);
        return isLast || bits.BytesLeft <= MaximumPadding ? null : $"{Meaningless} in one of its scans";
    }

    private const string Meaningless = "compressed data make no sense";

    private static byte? MarkerAt(ReadOnlySpan<byte> file, int position) => position + 1 < file.Length ? file[position + 1] : null;

    private string Where(int index) => $"after {index * 100L / unitCount} % of the picture";
}
