namespace Microsoft.ML.SppNet.Pooling;

/// <summary>The maxima of a pyramid over one map, in the order of the vector, each with the cell that it came from.</summary>
/// <param name="Values">The maxima.</param>
/// <param name="Cells">The cell of each, row · width + column; of equal ones the first, row by row.</param>
/// <param name="Channels">The channel of each.</param>
internal sealed record PooledCells(float[] Values, int[] Cells, int[] Channels)
{
    /// <summary>Pools a map and remembers the cells.</summary>
    /// <param name="pyramid">The pyramid.</param>
    /// <param name="map">H × W × C floats.</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    internal static PooledCells Of(SpatialPyramid pyramid, ReadOnlySpan<float> map, int height, int width)
    {
        int channels = map.Length / (height * width), offset = 0;
        int length = pyramid.Dimension(channels);
        var pooled = new PooledCells(new float[length], new int[length], new int[length]);
        foreach (int level in pyramid.Levels)
        {
            int bins = level * level;
            for (int bin = 0; bin < bins; bin++)
            {
                (int row, int column) = Math.DivRem(bin, level);
                (int Start, int End) rows = SpatialPyramid.Bin(row, level, height), columns = SpatialPyramid.Bin(column, level, width);
                pooled.Pool(map, width, channels, rows, columns, offset + bin, bins);
            }

            offset += bins * channels;
        }

        return pooled;
    }

    private void Pool(
        ReadOnlySpan<float> map, int width, int channels, (int Start, int End) rows, (int Start, int End) columns, int first, int stride)
    {
        for (int row = rows.Start; row < rows.End; row++)
        {
            for (int column = columns.Start; column < columns.End; column++)
            {
                int cell = row * width + column;
                bool begins = row == rows.Start && column == columns.Start;
                ReadOnlySpan<float> values = map.Slice(cell * channels, channels);
                for (int channel = 0, slot = first; channel < channels; channel++, slot += stride)
                {
                    if (begins || values[channel] > Values[slot])
                        (Values[slot], Cells[slot], Channels[slot]) = (values[channel], cell, channel);
                }
            }
        }
    }
}
