using Microsoft.ML.Data;

namespace Microsoft.ML.SppNet.Visualization;

/// <summary>
/// An explanation as a picture: each cell's value spread evenly over the part of the photograph that is nearest to its centre, all maps
/// on top of each other. The mean over all pixels, times 100, is the sum of the cells.
/// </summary>
public sealed class HeatMap
{
    /// <summary>Where the background is plain, one cell is taken for many, and would leave no colour for the rest.</summary>
    private const double ShareInScale = 0.99;

    private readonly double[] _values;

    private HeatMap(int width, int height) => (Width, Height, _values) = (width, height, new double[width * height]);

    /// <summary>Columns of pixels.</summary>
    public int Width { get; }

    /// <summary>Rows of pixels.</summary>
    public int Height { get; }

    /// <summary>
    /// Where a colour scale ends: what 99 of 100 pixels do not exceed, their signs left aside, and the largest value where that is 0.
    /// Stronger pixels have the colour of the end.
    /// </summary>
    public double ScaleEnd
    {
        get
        {
            double[] sorted = [.. _values.Select(Math.Abs).Order()];
            double usual = sorted[(int)(ShareInScale * (sorted.Length - 1))];
            return usual > 0 ? usual : sorted[^1];
        }
    }

    /// <summary>A pixel's value: score per hundredth of the photograph's area.</summary>
    /// <param name="x">Column, from 0.</param>
    /// <param name="y">Row, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such pixel.</exception>
    public double this[int x, int y]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)x, (uint)Width, nameof(x));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)y, (uint)Height, nameof(y));
            return _values[y * Width + x];
        }
    }

    /// <summary>Draws an explanation into pixels of any size.</summary>
    /// <param name="explanation">The explanation.</param>
    /// <param name="width">Columns of pixels that stand for the photograph's width; at least 1.</param>
    /// <param name="height">Rows of pixels that stand for its height; at least 1.</param>
    public static HeatMap Of(ScoreExplanation explanation, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        var map = new HeatMap(width, height);
        (double x, double y) = ((double)width / explanation.Width, (double)height / explanation.Height);
        foreach (CellGrid grid in explanation.Grids)
        {
            for (int row = 0; row < grid.Rows; row++)
            {
                for (int column = 0; column < grid.Columns; column++)
                {
                    ImageBox area = grid.Area(row, column);
                    map.Add(grid[row, column], (area.Left * x, area.Right * x), (area.Top * y, area.Bottom * y));
                }
            }
        }

        return map;
    }

    /// <summary>
    /// Lays the map over the photograph, which turns grey: orange speaks for the class, blue against it, grey is neither.
    /// </summary>
    /// <param name="photograph">The photograph, of as many pixels as the map.</param>
    /// <param name="scaleEnd">
    /// The value of the strongest colour; null for <see cref="ScaleEnd"/>. The same for several pictures, they can be compared.
    /// </param>
    /// <returns>A new image; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">The photograph has another size.</exception>
    public MLImage Over(MLImage photograph, double? scaleEnd = null)
    {
        ArgumentNullException.ThrowIfNull(photograph);
        if (photograph.Width != Width || photograph.Height != Height)
        {
            throw new ArgumentException(
                $"The photograph has {photograph.Width}x{photograph.Height} pixels and the map {Width}x{Height}: draw the map for its "
                + "size.", nameof(photograph));
        }

        double end = scaleEnd ?? ScaleEnd;
        ReadOnlySpan<byte> source = photograph.Pixels;
        byte[] pixels = new byte[_values.Length * 4];
        int red = photograph.PixelFormat == MLPixelFormat.Rgba32 ? 0 : 2;
        for (int index = 0; index < _values.Length; index++)
        {
            int at = 4 * index;
            double gray = 0.299 * source[at + red] + 0.587 * source[at + 1] + 0.114 * source[at + 2 - red];
            (pixels[at], pixels[at + 1], pixels[at + 2]) = DivergingColors.Over(gray, end > 0 ? _values[index] / end : 0);
            pixels[at + 3] = byte.MaxValue;
        }

        return MLImage.CreateFromPixels(Width, Height, MLPixelFormat.Rgba32, pixels);
    }

    /// <summary>The colour that a value has over a grey, for a legend.</summary>
    /// <param name="gray">The grey of the photograph, 0 to 255.</param>
    /// <param name="value">The value as a share of the strongest, −1 to 1.</param>
    public static (byte Red, byte Green, byte Blue) ColorOf(double gray, double value) => DivergingColors.Over(gray, value);

    /// <summary>Spreads a value evenly over a rectangle, a pixel that is covered in part getting its part.</summary>
    private void Add(double value, (double Start, double End) columns, (double Start, double End) rows)
    {
        double density = value * _values.Length / 100 / ((columns.End - columns.Start) * (rows.End - rows.Start));
        for (int y = (int)rows.Start; y < Math.Min(Height, Math.Ceiling(rows.End)); y++)
        {
            double covered = density * (Math.Min(y + 1, rows.End) - Math.Max(y, rows.Start));
            for (int x = (int)columns.Start; x < Math.Min(Width, Math.Ceiling(columns.End)); x++)
                _values[y * Width + x] += covered * (Math.Min(x + 1, columns.End) - Math.Max(x, columns.Start));
        }
    }
}
