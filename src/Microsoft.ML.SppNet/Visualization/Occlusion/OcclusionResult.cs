using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Files;

namespace Microsoft.ML.SppNet.Visualization;

/// <summary>What a network makes of an image behind a grey square, position by position: row by row from the upper left.</summary>
public sealed class OcclusionResult
{
    private readonly OcclusionOptions _options;

    internal OcclusionResult(NetworkInput image, OcclusionOptions options, int map, int? watched, OccludedView whole, OccludedView[] views)
    {
        _options = options;
        (Rows, Columns) = PositionsIn(image, options);
        (Image, Map, Class, Whole, Views) = (image, map, watched, whole, views);
    }

    /// <summary>The image.</summary>
    public NetworkInput Image { get; }

    /// <summary>Rows of positions.</summary>
    public int Rows { get; }

    /// <summary>Positions in a row.</summary>
    public int Columns { get; }

    /// <summary>The map that was watched.</summary>
    public int Map { get; }

    /// <summary>The class that was watched; null where there are no scores.</summary>
    public int? Class { get; }

    /// <summary>The image without a square.</summary>
    public OccludedView Whole { get; }

    /// <summary>Rows × columns views.</summary>
    public IReadOnlyList<OccludedView> Views { get; }

    /// <summary>Where the square was, in pixels of the network's input.</summary>
    /// <param name="row">Row of the position, from 0.</param>
    /// <param name="column">Column of the position, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such position.</exception>
    public ImageBox Square(int row, int column)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Rows, nameof(row));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)Columns, nameof(column));
        (int left, int top) = (column * _options.Stride, row * _options.Stride);
        return new ImageBox(left, top, left + _options.Square, top + _options.Square);
    }

    /// <summary>The image with the square at the position that the watched class suffers from most, or the map where there are no
    /// scores.</summary>
    /// <returns>An image of the network's input's size; the caller disposes it.</returns>
    public MLImage SquareImage()
    {
        Func<OccludedView, double> value = Class is null ? view => view.Activation : view => view.Score;
        int worst = Enumerable.Range(0, Views.Count).MinBy(index => value(Views[index]));
        ImageBox square = Square(worst / Columns, worst % Columns);
        float[] pixels = Image.Pixels.ToArray();
        HiddenPart.Pixels(Image, square).Paint(pixels, Image.Width, Image.Grey(_options.Grey));
        return InputPicture.Of(Image.With(pixels)).ToImage();
    }

    /// <summary>How strong the map still is: each pixel as the position whose square is centred nearest, dark where it is weakest and light
    /// where it is strongest.</summary>
    /// <returns>An image of the network's input's size; the caller disposes it.</returns>
    public MLImage ActivationImage() => Shades(view => view.Activation);

    /// <summary>The class's score in the same way; one shade where there are no scores.</summary>
    /// <returns>An image of the network's input's size; the caller disposes it.</returns>
    public MLImage ScoreImage() => Shades(view => view.Score);

    /// <summary>What the network takes the image for: each pixel in the colour of the class; the seven most frequent have one, all others
    /// are grey.</summary>
    /// <returns>An image of the network's input's size; the caller disposes it.</returns>
    public MLImage MostProbableImage()
    {
        ClassColors colors = Colors;
        return Paint(view => colors[view.MostProbable]);
    }

    /// <summary>Writes the numbers as a NumPy array of float32, rows × columns × 3: the map's activations, the score, the most probable
    /// class.</summary>
    /// <param name="path">The file; it is there whole or not at all.</param>
    /// <exception cref="IOException">The file cannot be written; the message names it and says why.</exception>
    public void SaveArray(string path) => NpyWriter.WriteFile(
        path, [Rows, Columns, 3], [.. Views.SelectMany(view => new[] { (float)view.Activation, view.Score, view.MostProbable })]);

    /// <summary>The classes' colours in <see cref="MostProbableImage"/>.</summary>
    internal ClassColors Colors => new(Views.Select(view => view.MostProbable));

    /// <summary>How many positions lie wholly inside an image.</summary>
    internal static (int Rows, int Columns) PositionsIn(NetworkInput image, OcclusionOptions options) =>
        ((image.Height - options.Square) / options.Stride + 1, (image.Width - options.Square) / options.Stride + 1);

    private MLImage Shades(Func<OccludedView, double> value)
    {
        (double least, double range) = (Views.Min(value), Views.Max(value) - Views.Min(value));
        return Paint(view => SequentialColors.Of(range > 0 ? (value(view) - least) / range : 0));
    }

    private MLImage Paint(Func<OccludedView, (byte Red, byte Green, byte Blue)> colour)
    {
        (byte Red, byte Green, byte Blue)[] colours = [.. Views.Select(colour)];
        var pixels = new byte[Image.Height * Image.Width * RgbPicture.Channels];
        for (int index = 0; index < Image.Height * Image.Width; index++)
        {
            (int row, int column) = Math.DivRem(index, Image.Width);
            (pixels[index * 3], pixels[index * 3 + 1], pixels[index * 3 + 2]) =
                colours[Nearest(row, Rows) * Columns + Nearest(column, Columns)];
        }

        return new RgbPicture(Image.Width, Image.Height, pixels).ToImage();
    }

    /// <summary>The position along a side whose square's middle is nearest to a pixel's.</summary>
    private int Nearest(int pixel, int positions) =>
        Math.Clamp((int)Math.Floor((pixel + 0.5 - _options.Square / 2.0) / _options.Stride + 0.5), 0, positions - 1);
}

/// <summary>What a network makes of one view of an image.</summary>
/// <param name="Activation">The sum of the watched map's activations.</param>
/// <param name="Score">Probability or score of the watched class; NaN where there are no scores.</param>
/// <param name="MostProbable">The class of the largest score, the first where several are as large; −1 where there are no scores.</param>
public readonly record struct OccludedView(double Activation, float Score, int MostProbable);
