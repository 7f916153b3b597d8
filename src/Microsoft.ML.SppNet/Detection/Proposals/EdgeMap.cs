using System.Globalization;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>
/// How strong the edge at every pixel is and which way it lies: rows from the top, a value a pixel. Edges are thin: where one is some
/// pixels wide, all but the strongest are 0 (<see cref="GradientEdgeDetector"/> does that; so does edge non-maximum suppression elsewhere).
/// </summary>
public sealed class EdgeMap
{
    /// <summary>The most pixels of a map, 2^24: time grows with them.</summary>
    public const int MaximumPixels = 1 << 24;

    private readonly float[] _magnitudes;
    private readonly float[] _orientations;

    /// <summary>Copies and checks the values.</summary>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="magnitudes">How strong, 0 to 1; <c>width · height</c> values.</param>
    /// <param name="orientations">
    /// The angle of the line across the edge (the gradient's, either way along it) in radians, from the x axis towards y, which points
    /// down: 0 for an upright edge, π/2 for a level one. Any number of half turns more or less is the same. As many values.
    /// </param>
    /// <exception cref="ArgumentException">
    /// Sizes that do not fit, more than <see cref="MaximumPixels"/>, a magnitude that is not from 0 to 1, an angle that is no number.
    /// </exception>
    public EdgeMap(int width, int height, ReadOnlySpan<float> magnitudes, ReadOnlySpan<float> orientations)
    {
        if (width < 1 || height < 1 || (long)width * height > MaximumPixels)
            throw new ArgumentException($"An edge map has from 1 to {MaximumPixels} pixels, not {width} × {height}.", nameof(width));
        (Width, Height) = (width, height);
        RequireLength(magnitudes.Length, nameof(magnitudes));
        RequireLength(orientations.Length, nameof(orientations));
        for (int i = 0; i < magnitudes.Length; i++)
        {
            if (!(magnitudes[i] is >= 0 and <= 1))
                throw Refused(i, nameof(magnitudes), magnitudes[i], "from 0 to 1");
            if (!float.IsFinite(orientations[i]))
                throw Refused(i, nameof(orientations), orientations[i], "a finite angle");
        }

        _magnitudes = magnitudes.ToArray();
        _orientations = new float[orientations.Length];
        for (int i = 0; i < orientations.Length; i++)
            _orientations[i] = Folded(orientations[i]);
    }

    /// <summary>Pixels of a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>How strong the edge at every pixel is, 0 to 1.</summary>
    public ReadOnlySpan<float> Magnitudes => _magnitudes;

    /// <summary>The angle of the line across the edge at every pixel, from 0 up to but not including π.</summary>
    public ReadOnlySpan<float> Orientations => _orientations;

    private static float Folded(float angle)
    {
        float folded = (float)(angle - Math.PI * Math.Floor(angle / Math.PI));
        return folded is >= 0 and < MathF.PI ? folded : 0;
    }

    private void RequireLength(int length, string name)
    {
        if (length != Width * Height)
            throw new ArgumentException($"A map of {Width} × {Height} pixels has {Width * Height} {name}, not {length}.", name);
    }

    private ArgumentException Refused(int pixel, string name, float value, string expected) => new(
        string.Create(
            CultureInfo.InvariantCulture,
            $"The {name} hold {value} in column {pixel % Width}, row {pixel / Width}: expected {expected}."),
        name);
}
