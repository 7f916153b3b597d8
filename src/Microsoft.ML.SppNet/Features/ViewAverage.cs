using System.Numerics.Tensors;
using Microsoft.ML.SppNet.Imaging;
using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Networks.Execution;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Features;

/// <summary>Classifies the test views of images and averages their probabilities.</summary>
internal sealed class ViewAverage
{
    private readonly SppNetwork _network;
    private readonly TestViews _views;
    private readonly SpatialPyramid? _pyramid;

    /// <exception cref="ArgumentException">The views are windows of maps, and the network has no pyramid that could pool them; or a value
    /// is out of range.</exception>
    internal ViewAverage(SppNetwork network, TestViews views)
    {
        views.Check();
        (_network, _views) = (network, views);
        if (!views.UsesMaps)
            return;
        NetworkArchitecture architecture = network.Architecture;
        _pyramid = (architecture.Table.Head.InputFor(architecture) as PyramidInput)?.Pyramid
            ?? throw new ArgumentException(
                $"Test views are pooled from maps by the network's own pyramid, and {architecture.Name} has none: take the views "
                + $"{TestViewKind.Center}, {TestViewKind.Ten}, {TestViewKind.Full} or {TestViewKind.FullFlip}.",
                nameof(views));
    }

    /// <summary>Adds the probabilities of the views that one input of each image of a batch holds.</summary>
    /// <param name="device">Where it runs.</param>
    /// <param name="precision">Number format of the trunk.</param>
    /// <param name="pixels">N × H × W × 3.</param>
    /// <param name="geometry">What the input is; the same for all of the batch but for its place.</param>
    /// <param name="sums">Per image of the batch, what is added to.</param>
    internal void Add(RunDevice device, InferencePrecision precision, NativeTensor pixels, ImageGeometry geometry, float[][] sums)
    {
        MapWindow[]? windows = _pyramid is null ? null : Windows(geometry, sums.Length);
        foreach (bool mirrored in _views.Mirrors ? (bool[])[false, true] : [false])
        {
            using NativeTensor logits = Logits(device, precision, pixels, mirrored, windows);
            float[] probabilities = new float[logits.Shape[1]];
            for (int row = 0; row < logits.Shape[0]; row++)
            {
                float[] sum = sums[windows is null ? row : windows[row].Image];
                TensorPrimitives.SoftMax(logits.Row(row), probabilities);
                TensorPrimitives.Add(sum, probabilities, sum);
            }
        }
    }

    /// <summary>The logarithms of the averaged probabilities, in the sums' place: a softmax of them gives the average.</summary>
    internal static void Finish(Span<float> sums)
    {
        float views = TensorPrimitives.Sum<float>(sums);
        foreach (ref float value in sums)
            value = MathF.Log(MathF.Max(value / views, float.Epsilon));
    }

    private NativeTensor Logits(RunDevice device, InferencePrecision precision, NativeTensor pixels, bool mirrored, MapWindow[]? windows)
    {
        if (windows is null)
            return _network.Vectors(device, precision, pixels, mirrored, [(HeadTable.LogitsTap, null)])[0];
        using NativeTensor maps = _network.Vectors(device, precision, pixels, mirrored, [(SppNetwork.SppTap, null)])[0];
        using NativeTensor pooled = _pyramid!.Pool(maps, windows);
        return _network.HeadVectors(device, pooled, HeadTable.LogitsTap)[0];
    }

    /// <summary>The views' cells of each image's map: those centred in the window, by the paper's formulas where the padding is the
    /// paper's.</summary>
    private MapWindow[] Windows(ImageGeometry geometry, int images)
    {
        FieldGeometry field = _network.Field(SppNetwork.SppTap, geometry.Height, geometry.Width);
        IReadOnlyList<ImageBox?> boxes = ViewWindows.Of(_views, geometry);
        return [.. Enumerable.Range(0, images).SelectMany(image => boxes.Select(box => box is { } part
            ? field.Window(part, image)
            : new MapWindow(image, 0, 0, field.Columns.Cells, field.Rows.Cells)))];
    }
}
