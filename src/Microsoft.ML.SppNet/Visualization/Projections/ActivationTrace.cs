using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Networks.Execution;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Visualization;

/// <summary>
/// A network's run over one image with every value kept, to see what its activations go back to: the deconvnet of Zeiler and Fergus 2014,
/// section 2.1, and the two methods that it is compared with.
/// </summary>
/// <remarks>
/// <para>
/// One activation is kept and all others of its tap are 0; layer by layer from there to the pixels, convolutions are undone by their
/// transposed filters (strides, groups and dilations as they were), max pooling by its switches, sums and joins of blocks by giving every
/// branch its signal and adding up where branches meet (residual and fire blocks, of which the paper has none: the way back is linear
/// there, and what went into a sum came from all its terms), means by sharing the signal among their cells. Batch normalisation is part of
/// the filters. What is not linear is for the method to decide: <see cref="ProjectionMethod"/>.
/// </para>
/// <para>On the processor in float32, without libtorch where the network itself needs none. Safe for concurrent use; dispose it, since it
/// holds every feature map.</para>
/// </remarks>
public sealed class ActivationTrace : IDisposable
{
    private readonly SppNetwork _network;
    private readonly NativeTensor _image;
    private readonly TrunkTrace _trace;
    private readonly int _value;

    private ActivationTrace(SppNetwork network, NetworkInput input, string tap)
    {
        _network = network.Share();
        _image = input.Batch(1);
        try
        {
            (_trace, _value) = _network.Trace(_image, tap);
        }
        catch
        {
            _image.Dispose();
            _network.Dispose();
            throw;
        }

        (Input, Tap) = (input, tap);
        Field = network.Field(tap, input.Height, input.Width);
    }

    /// <summary>The image.</summary>
    public NetworkInput Input { get; }

    /// <summary>The tap whose activations can be projected.</summary>
    public string Tap { get; }

    /// <summary>The number of maps, the tap's channels.</summary>
    public int Maps => (int)Values.Shape[3];

    /// <summary>Rows of a map.</summary>
    public int Rows => (int)Values.Shape[1];

    /// <summary>Cells in a row of a map.</summary>
    public int Columns => (int)Values.Shape[2];

    /// <summary>What the cells see of the image.</summary>
    public FieldGeometry Field { get; }

    /// <summary>The map whose activations add up to the most, the first of those where several do: the one that Zeiler and Fergus follow
    /// under occlusion.</summary>
    public int StrongestMap => MapTotals.Strongest(MapTotals.Of(Values, 0));

    private NativeTensor Values => _trace[_value];

    /// <summary>Runs a network over an image.</summary>
    /// <param name="network">The network; it stays the caller's.</param>
    /// <param name="input">The image.</param>
    /// <param name="tap">A tap of the network that is a feature map, such as <c>conv5</c>.</param>
    /// <returns>The run; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">The network lacks the tap (the message lists those it has), it is a vector of the head, or the
    /// image is too small for it.</exception>
    public static ActivationTrace Run(SppNetwork network, NetworkInput input, string tap)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(tap);
        return new ActivationTrace(network, input, tap);
    }

    /// <summary>A feature map.</summary>
    /// <param name="map">The map, from 0.</param>
    /// <returns>Rows × columns.</returns>
    /// <exception cref="ArgumentException">The tap has no such map; the message says which it has.</exception>
    public float[,] Map(int map)
    {
        CheckMap(_network, Tap, map);
        var cells = new float[Rows, Columns];
        Span<float> values = Values.Floats();
        for (int row = 0; row < Rows; row++)
        {
            for (int column = 0; column < Columns; column++)
                cells[row, column] = values[IndexOf(map, row, column)];
        }

        return cells;
    }

    /// <summary>The activation of a cell.</summary>
    /// <param name="map">The map, from 0.</param>
    /// <param name="row">Row, from 0.</param>
    /// <param name="column">Column, from 0.</param>
    /// <exception cref="ArgumentException">The tap has no such map or cell; the message says which it has.</exception>
    public MapActivation Activation(int map, int row, int column)
    {
        CheckMap(_network, Tap, map);
        if ((uint)row >= (uint)Rows || (uint)column >= (uint)Columns)
            throw new ArgumentException(
                $"The maps of tap '{Tap}' have {Rows} rows and {Columns} columns; there is no cell at row {row}, column {column}.");
        return new(map, row, column, Values.Floats()[IndexOf(map, row, column)]);
    }

    /// <summary>The strongest activation of a map, the first in reading order where several are as strong.</summary>
    /// <param name="map">The map, from 0.</param>
    /// <exception cref="ArgumentException">The tap has no such map; the message says which it has.</exception>
    public MapActivation Strongest(int map)
    {
        CheckMap(_network, Tap, map);
        ReadOnlySpan<float> values = Values.Floats();
        int best = map;
        for (int index = map; index < values.Length; index += Maps)
        {
            if (values[index] > values[best])
                best = index;
        }

        (int row, int column) = Math.DivRem(best / Maps, Columns);
        return new(map, row, column, values[best]);
    }

    /// <summary>Brings one activation back to the pixels.</summary>
    /// <param name="activation">The activation: of <see cref="Strongest"/> or <see cref="Activation"/>.</param>
    /// <param name="method">How.</param>
    /// <returns>The projection. A deconvnet begins with the activation's value, a gradient with 1.</returns>
    /// <exception cref="ArgumentException">The tap has no such map or cell, or there is no such method.</exception>
    public Projection Project(MapActivation activation, ProjectionMethod method = ProjectionMethod.Deconvnet)
    {
        MapActivation own = Activation(activation.Map, activation.Row, activation.Column);
        BackwardRule rule = Choices.Defined(method) switch
        {
            ProjectionMethod.Deconvnet => BackwardRule.Deconvnet,
            ProjectionMethod.GuidedBackpropagation => BackwardRule.Guided,
            _ => BackwardRule.Gradient,
        };
        using NativeTensor signal = NativeTensor.Zeros([.. Values.Shape]);
        signal.Floats()[IndexOf(own.Map, own.Row, own.Column)] = rule == BackwardRule.Deconvnet ? own.Value : 1;
        return new Projection(Input, own, method, Field.Box(own.Row, own.Column).Intersect(Input.Bounds), Back(signal, rule));
    }

    /// <summary>The image as the network sees it, with an arrow to the middle of an activation's receptive field and the field as a
    /// rectangle: He et al., figure 2.</summary>
    /// <param name="activation">The activation.</param>
    /// <returns>An image; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">The tap has no such map or cell.</exception>
    public MLImage MarkField(MapActivation activation)
    {
        MapActivation own = Activation(activation.Map, activation.Row, activation.Column);
        return FieldMark.On(InputPicture.Of(Input), Field.Box(own.Row, own.Column)).ToImage();
    }

    /// <summary>Brings a signal over the tap's maps, 1 × H′ × W′ × C, back to the pixels: 3 × H × W.</summary>
    internal float[] Back(NativeTensor signal, BackwardRule rule)
    {
        using NativeTensor pixels = _trace.Backward(_value, signal, rule);
        ReadOnlySpan<float> interleaved = pixels.Floats();
        int count = interleaved.Length / 3;
        var planes = new float[interleaved.Length];
        for (int index = 0; index < interleaved.Length; index++)
            planes[index % 3 * count + index / 3] = interleaved[index];
        return planes;
    }

    /// <summary>Gives the maps back.</summary>
    public void Dispose()
    {
        _trace.Dispose();
        _image.Dispose();
        _network.Dispose();
    }

    /// <exception cref="ArgumentException">The tap has no such map; the message says which it has.</exception>
    internal static void CheckMap(SppNetwork network, string tap, int map)
    {
        int maps = network.Channels(tap);
        if ((uint)map >= (uint)maps)
            throw new ArgumentException($"The tap '{tap}' has the maps 0 to {maps - 1}; there is no map {map}.");
    }

    private int IndexOf(int map, int row, int column) => (row * Columns + column) * Maps + map;
}
