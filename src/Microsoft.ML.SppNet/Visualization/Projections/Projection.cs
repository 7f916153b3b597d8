using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Files;

namespace Microsoft.ML.SppNet.Visualization;

/// <summary>What of an image's pixels an activation goes back to.</summary>
public sealed class Projection
{
    private readonly float[] _values;
    private readonly NetworkInput _input;

    internal Projection(NetworkInput input, MapActivation activation, ProjectionMethod method, ImageBox field, float[] values)
    {
        (_input, _values) = (input, values);
        (Activation, Method, Field) = (activation, method, field);
    }

    /// <summary>What was projected.</summary>
    public MapActivation Activation { get; }

    /// <summary>How.</summary>
    public ProjectionMethod Method { get; }

    /// <summary>Rows of the network's input.</summary>
    public int Height => _input.Height;

    /// <summary>Columns of the network's input.</summary>
    public int Width => _input.Width;

    /// <summary>The activation's receptive field in pixels of the network's input, cut at its edges. Outside it all values are 0.</summary>
    /// <remarks>But for gates of squeeze and excitation, through which gradients reach the whole image.</remarks>
    public ImageBox Field { get; }

    /// <summary>3 × H × W values on the scale of the network's input, channels in its order, row-major.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>The projection as a picture: grey is 0, and values of either sign that are larger than all but a two-hundredth of those in
    /// the field are black or white.</summary>
    /// <param name="box">What is shown, in pixels of the network's input, white outside of it; null for the receptive field,
    /// cut at the edges.</param>
    /// <returns>An image; the caller disposes it.</returns>
    public MLImage ToImage(ImageBox? box = null) => SignalPicture.Of(this, _input.Preprocessing.Channels).Crop(box ?? Field).ToImage();

    /// <summary>The image's own part, for comparison.</summary>
    /// <param name="box">As <see cref="ToImage"/>.</param>
    /// <returns>An image; the caller disposes it.</returns>
    public MLImage ImagePatch(ImageBox? box = null) => InputPicture.Of(_input).Crop(box ?? Field).ToImage();

    /// <summary>Writes the values as a NumPy array of float32, 3 × H × W.</summary>
    /// <param name="path">The file; it is there whole or not at all.</param>
    /// <exception cref="IOException">The file cannot be written; the message names it and says why.</exception>
    public void SaveArray(string path) => NpyWriter.WriteFile(path, [3, Height, Width], _values);
}
