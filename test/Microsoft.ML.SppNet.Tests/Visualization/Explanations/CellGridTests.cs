using System.Runtime.InteropServices;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.SppNet.Imaging;
using Microsoft.ML.SppNet.Interop;
using Microsoft.ML.SppNet.Visualization;
using Microsoft.ML.Trainers;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Which cell a share of the score belongs to, and where it looks.</summary>
[TestClass]
public sealed class CellGridTests : IDisposable
{
    private readonly DrawnModel _drawn = new();

    /// <summary>Every maximum searched by hand in the maps that libtorch's tensors hold, with its weight.</summary>
    [TestMethod]
    public void SharesAreThoseOfASearchByHand()
    {
        using var model = Fit(new SppFeatureOptions());
        LinearBinaryModelParameters linear = model.LastTransformer.Model;
        MLImage picture = _drawn.Rows[4].Image;
        CellGrid grid = model.Explain(picture).Grids.Single();

        using DisposeScope scope = NewDisposeScope();
        using var extractor = new SppFeatureExtractor(_drawn.Network, null, DrawnModel.Column("Features"));
        using var pixels = PixelImage.From(picture);
        using var prepared = extractor.Prepare(pixels);
        (int height, int width) = (prepared.Geometries[0].Height, prepared.Geometries[0].Width);
        Tensor input = tensor(prepared.Pixels(0).ToArray()).reshape(1, height, width, 3).permute(0, 3, 1, 2);
        Tensor map = _drawn.Network.Forward(input, ["fire3"])[0].squeeze(0);
        double[,] expected = new double[map.shape[1], map.shape[2]];
        Assert.AreEqual((expected.GetLength(0), expected.GetLength(1)), (grid.Rows, grid.Columns));
        int slot = 0;
        foreach (int level in new[] { 2, 1 })
        {
            for (int channel = 0; channel < map.shape[0]; channel++)
            {
                for (int bin = 0; bin < level * level; bin++, slot++)
                {
                    (int top, int bottom) = SpatialPyramid.Bin(bin / level, level, grid.Rows);
                    (int left, int right) = SpatialPyramid.Bin(bin % level, level, grid.Columns);
                    var cells = from y in Enumerable.Range(top, bottom - top)
                                from x in Enumerable.Range(left, right - left)
                                select (Value: map[channel, y, x].item<float>(), Row: y, Column: x);
                    (float value, int atRow, int atColumn) = cells.MaxBy(cell => cell.Value);
                    expected[atRow, atColumn] += linear.Weights[slot] * (double)value;
                }
            }
        }

        double scale = expected.Cast<double>().Max(Math.Abs);
        for (int y = 0; y < grid.Rows; y++)
        {
            for (int x = 0; x < grid.Columns; x++)
                Assert.AreEqual(expected[y, x], grid[y, x], 1e-5 * scale, $"{y}, {x}");
        }
    }

    /// <summary>What a picture's mirror image gives mirrored, the picture gives as it is.</summary>
    [TestMethod]
    public void MirroredMapsLookAtMirroredPlaces()
    {
        using var model = Fit(new SppFeatureOptions { Sizes = [60], Flip = true });
        MLImage picture = _drawn.Rows[2].Image;
        using MLImage mirrored = Mirrored(picture);
        ScoreExplanation one = model.Explain(picture), other = model.Explain(mirrored);
        CollectionAssert.AreEqual(new[] { false, true }, one.Grids.Select(grid => grid.Mirrored).ToArray());
        Assert.AreEqual(one.Score, other.Score, 1e-6);
        foreach ((CellGrid grid, CellGrid same) in one.Grids.Zip(other.Grids.Reverse()))
        {
            for (int row = 0; row < grid.Rows; row++)
            {
                for (int column = 0; column < grid.Columns; column++)
                {
                    Assert.AreEqual(grid[row, column], same[row, column], 1e-5);
                    AssertMirrored(grid.Box(row, column), same.Box(row, column), picture.Width);
                    AssertMirrored(grid.Area(row, column), same.Area(row, column), picture.Width);
                }
            }
        }
    }

    /// <summary>A cell depends on the pixels of its box and on no other.</summary>
    [TestMethod]
    public void PixelsOutsideABoxDoNotCount()
    {
        var options = new SppFeatureOptions { Sizes = [60] };
        using var extractor = new SppFeatureExtractor(_drawn.Network, options, DrawnModel.Column("Features"));
        using var model = Fit(options);
        MLImage picture = _drawn.Rows[5].Image;
        CellGrid grid = model.Explain(picture).Grids.Single();
        ImageBox box = grid.Box(3, 3);
        Assert.IsTrue(box is { Left: > 0, Top: > 0 } && box.Right < picture.Width && box.Bottom < picture.Height, $"{box}");
        float[] before = Cell(extractor, picture, 3, 3);
        using MLImage outside = Painted(picture, (x, y) => !Near(x, y, box, -1)), inside = Painted(picture, (x, y) => Near(x, y, box, -3));
        // Cells of one tile share their rounding; what is seen changes a hundred times as much.
        Assert.IsLessThan(1e-4, Change(before, Cell(extractor, outside, 3, 3)));
        Assert.IsGreaterThan(1e-2, Change(before, Cell(extractor, inside, 3, 3)));
    }

    [TestMethod]
    [DataRow(ImageView.Full, 60)]
    [DataRow(ImageView.Crop, 60)]
    [DataRow(ImageView.Warp, 75)]
    [DataRow(ImageView.Full, 0)]
    public void AreasCoverWhatTheNetworkSees(ImageView view, int size)
    {
        using var model = Fit(new SppFeatureOptions { Sizes = size > 0 ? [size] : [], View = view, Flip = true });
        MLImage picture = _drawn.Rows[2].Image;
        ScoreExplanation explanation = model.Explain(picture);
        Assert.AreEqual((picture.Width, picture.Height), (explanation.Width, explanation.Height));
        int side = Math.Min(picture.Width, picture.Height);
        double seen = view == ImageView.Crop ? (double)side * side : (double)picture.Width * picture.Height;
        foreach (CellGrid grid in explanation.Grids)
        {
            double area = 0;
            for (int row = 0; row < grid.Rows; row++)
            {
                for (int column = 0; column < grid.Columns; column++)
                    area += grid.Area(row, column).Area;
            }

            Assert.AreEqual(seen, area, 0.02 * seen, $"{view}");
        }

        HeatMap map = HeatMap.Of(explanation, 37, 23);
        double mean = (from y in Enumerable.Range(0, map.Height) from x in Enumerable.Range(0, map.Width) select map[x, y]).Average();
        Assert.AreEqual(explanation.SumOfCells, 100 * mean, 1e-4 * Math.Abs(explanation.SumOfCells) + 1e-6);
    }

    /// <summary>A picture of the network's input, of the image as it is and not of its mirror image.</summary>
    [TestMethod]
    public void AMapIsBroughtBackToThePixels()
    {
        using var model = Fit(new SppFeatureOptions { Sizes = [60], Flip = true });
        MLImage picture = _drawn.Rows[2].Image;
        ExplainedImage image = new LinearExplainer(model).Read(picture);
        ScoreExplanation explanation = image.Explain();
        using MLImage projection = image.Project("true", explanation.Grids[0]);
        NetworkInput input = NetworkInput.Of(_drawn.Network, picture, 60);
        Assert.AreEqual((input.Width, input.Height), (projection.Width, projection.Height));
        Assert.IsGreaterThan(20, projection.Pixels.ToArray().Distinct().Count());
        Assert.AreEqual(
            "The map fire3 is none of the image as it is: no picture can be made of it. (Parameter 'grid')",
            Assert.ThrowsExactly<ArgumentException>(() => image.Project("true", explanation.Grids[1])).Message);
    }

    /// <summary>With one weight in the model, a projection is that weight times the projection of its activation.</summary>
    [TestMethod]
    public void AProjectionBeginsWithTheShares()
    {
        const int map = 17;
        const float weight = 2.5f;
        var weights = new float[DrawnModel.Dimensions];
        // The whole map's bin comes after four of the level before.
        weights[4 * 128 + map] = weight;
        using SppFeatureTransformer features = _drawn.Features(new SppFeatureOptions { Sizes = [60] }).Fit(_drawn.Data);
        IHost host = TrainerEnvironment.Register(_drawn.Context.BinaryClassification.Trainers, "test");
        var model = new TransformerChain<ITransformer>(
            features, LinearModels.Binary(host, weights, 0, features.GetOutputSchema(_drawn.Data.Schema), "Features", "Truth"));
        MLImage picture = _drawn.Rows[2].Image;
        ExplainedImage image = new LinearExplainer(model).Read(picture);
        float[] values = image.ProjectValues("true", image.Explain().Grids.Single(), out NetworkInput input);

        using ActivationTrace trace = ActivationTrace.Run(_drawn.Network, input, "fire3");
        MapActivation strongest = trace.Strongest(map);
        Assert.AreEqual(weight * strongest.Value, image.Explain().Score, 1e-4 * Math.Abs(weight * strongest.Value));
        ReadOnlySpan<float> expected = trace.Project(strongest).Values;
        Assert.IsTrue(strongest.Value > 0 && values.Any(value => value != 0), "the map is dead");
        double scale = values.Max(Math.Abs);
        for (int index = 0; index < values.Length; index++)
            Assert.AreEqual(weight * expected[index], values[index], 1e-5 * scale);
    }

    [TestMethod]
    public void ThereAreNoOtherCells()
    {
        using var model = Fit(new SppFeatureOptions());
        CellGrid grid = model.Explain(_drawn.Rows[0].Image).Grids.Single();
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => grid[grid.Rows, 0]);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => grid.Box(0, -1));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => grid.Area(0, grid.Columns));
    }

    public void Dispose() => _drawn.Dispose();

    private TransformerChain<BinaryPredictionTransformer<LinearBinaryModelParameters>> Fit(SppFeatureOptions options) =>
        _drawn.Features(options).AppendCacheCheckpoint(_drawn.Context)
            .Append(_drawn.Context.BinaryClassification.Trainers.LinearSvc("Truth")).Fit(_drawn.Data);

    /// <summary>All channels of a cell.</summary>
    private static float[] Cell(SppFeatureExtractor extractor, MLImage picture, int row, int column)
    {
        using var pixels = PixelImage.From(picture);
        using var prepared = extractor.Prepare(pixels);
        using var map = extractor.Maps(prepared, 0, mirrored: false, ["fire3"])[0];
        int channels = (int)map.Shape[3];
        return map.Floats().Slice((row * (int)map.Shape[2] + column) * channels, channels).ToArray();
    }

    private static double Change(float[] before, float[] after) =>
        before.Zip(after, (one, other) => Math.Abs((double)one - other)).Max() / before.Max();

    private static bool Near(int x, int y, ImageBox box, float margin) =>
        x >= box.Left + margin && x + 1 <= box.Right - margin && y >= box.Top + margin && y + 1 <= box.Bottom - margin;

    private static MLImage Mirrored(MLImage picture)
    {
        byte[] pixels = picture.Pixels.ToArray();
        Span<int> whole = MemoryMarshal.Cast<byte, int>(pixels.AsSpan());
        for (int row = 0; row < picture.Height; row++)
            whole.Slice(row * picture.Width, picture.Width).Reverse();
        return MLImage.CreateFromPixels(picture.Width, picture.Height, picture.PixelFormat, pixels);
    }

    /// <summary>The picture with some pixels black.</summary>
    private static MLImage Painted(MLImage picture, Func<int, int, bool> black)
    {
        byte[] pixels = picture.Pixels.ToArray();
        for (int index = 0; index < picture.Width * picture.Height; index++)
        {
            if (black(index % picture.Width, index / picture.Width))
                pixels.AsSpan(4 * index, 3).Clear();
        }

        return MLImage.CreateFromPixels(picture.Width, picture.Height, picture.PixelFormat, pixels);
    }

    private static void AssertMirrored(ImageBox expected, ImageBox actual, int width)
    {
        Assert.AreEqual(expected.Left, width - actual.Right, 1e-3);
        Assert.AreEqual(expected.Right, width - actual.Left, 1e-3);
        Assert.AreEqual((expected.Top, expected.Bottom), (actual.Top, actual.Bottom));
    }
}
