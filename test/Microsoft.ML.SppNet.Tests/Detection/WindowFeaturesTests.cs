using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Detection;
using Microsoft.ML.SppNet.Imaging;
using Microsoft.ML.SppNet.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class WindowFeaturesTests
{
    private const int Width = 90, Height = 60;

    /// <summary>The facts' table of windows that tell the paper's mapping from others, and from the released code's.</summary>
    [TestMethod]
    [DataRow(10, 234, 1, 14)]
    [DataRow(5, 60, 1, 3)]
    [DataRow(3, 20, 1, 1)]
    [DataRow(0, 224, 1, 13)]
    [DataRow(16, 240, 2, 14)]
    public void ThePapersMapping(int from, int to, int first, int last)
    {
        using SppNetwork network = SppNetwork.Create("zf5");
        using var features = new SppWindowFeatures(network, new SppDetectorOptions { Scales = [320] });
        using var image = new SppImageWindows(features, 400, 320, [new ScaledMap(320, 400, 320, NativeTensor.Zeros(1, 1, 1, 1))]);
        MapWindow cells = image.Cells(new ImageBox(from, from, to, to), 0);
        Assert.AreEqual(new MapWindow(0, first, first, last + 1, last + 1), cells);
    }

    [TestMethod]
    [DataRow(1, 224, 0, 13)]
    [DataRow(11, 235, 1, 14)]
    [DataRow(6, 61, 0, 3)]
    [DataRow(4, 21, 0, 1)]
    public void TheReleasedCodesMapping(int from, int to, int first, int last) =>
        // ZF-5's conv5: cell 1 is centred at pixel 21, a cell every 16.
        Assert.AreEqual((first, last), ReleasedMapping.Unbounded(from, to, 21, 16));

    [TestMethod]
    public void TheReleasedCodesCellsAreThoseOfTheNetworkInItsTrainingPadding()
    {
        using SppNetwork network = SppNetwork.Create("zf5");
        FieldGeometry field = network.Field("conv5", 224, 224);
        Assert.AreEqual((13, 16, 20.0), (field.Columns.Cells, field.Columns.Stride, field.Columns.Centre));
        Assert.AreEqual((0, 13), ReleasedMapping.Cells(1, 224, field.Columns));
        // Too small for a cell: both ends meet in the middle.
        Assert.AreEqual((5, 6), ReleasedMapping.Cells(100, 104, field.Columns));
        Assert.AreEqual((12, 13), ReleasedMapping.Cells(223, 224, field.Columns));
    }

    /// <summary>All windows of two scales, in as few runs as there are blocks, are what libtorch's pooling of the cut maps gives.</summary>
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void WindowsArePooledFromTheMapOfTheirScale(bool mirrored)
    {
        using SppNetwork network = SppNetwork.Create("zf5");
        using var features = new SppWindowFeatures(network, new SppDetectorOptions { Scales = [150, 300], Levels = [3, 1] });
        using PixelImage image = Picture();
        ImageBox[] windows = Windows(300);
        using IImageWindows prepared = features.Prepare(image, mirrored);
        float[][] rows = WindowRows.Of(prepared, windows);

        using DisposeScope scope = NewDisposeScope();
        using SppNetwork deployed = network.WithPadding(TrunkPadding.Deployment);
        Tensor[] maps =
            [.. new[] { 150, 300 }.Select(scale => deployed.Forward(Input(image, scale, mirrored, network.Preprocessing), ["conv5"])[0])];
        for (int index = 0; index < windows.Length; index++)
        {
            int scale = ScaleChoice.Of(windows[index], Height, [150, 300], WindowMapping.Paper);
            MapWindow cells = ((SppImageWindows)prepared).Cells(windows[index], scale);
            Tensor cut = maps[scale][.., .., cells.Top..cells.Bottom, cells.Left..cells.Right];
            Tensor expected =
                cat([.. new[] { 3, 1 }.Select(level => nn.functional.adaptive_max_pool2d(cut, [level, level]).flatten(1))], 1);
            CollectionAssert.AreEqual(expected.cpu().data<float>().ToArray(), rows[index], $"window {windows[index]}");
        }
    }

    [TestMethod]
    public void MapsThatWereWrittenAndReadGiveTheSameWindows()
    {
        using SppNetwork network = SppNetwork.Create("zf5");
        using var features = new SppWindowFeatures(network, new SppDetectorOptions { Scales = [150, 200], Levels = [2] });
        using PixelImage image = Picture();
        ImageBox[] windows = Windows(40);
        using var store = new WindowStore(features, memory: features.Prepare(image, false).Bytes);
        for (int copy = 0; copy < 3; copy++)
            store.Add(features.Prepare(image, mirrored: copy == 2));
        float[][][] rows = [.. Enumerable.Range(0, 3).Select(index =>
        {
            float[][] found = [];
            store.Use(index, one => found = WindowRows.Of(one, windows));
            return found;
        })];
        for (int window = 0; window < windows.Length; window++)
            CollectionAssert.AreEqual(rows[0][window], rows[1][window]);
        Assert.IsFalse(rows[0].Zip(rows[2]).All(pair => pair.First.SequenceEqual(pair.Second)), "the mirrored image has maps of its own");
    }

    [TestMethod]
    [DataRow(1, 1)]
    [DataRow(1, 100)]
    [DataRow(100, 1)]
    [DataRow(342, 107)]
    [DataRow(4000, 300)]
    public void ImagesOfAnyShapeHaveWindows(int width, int height)
    {
        using SppNetwork network = SppNetwork.Create("squeezenet1.1");
        using var features = new SppWindowFeatures(network, new SppDetectorOptions { Scales = [128], Levels = [1] });
        using MLImage drawn = DrawnScene.Create(width, height);
        using PixelImage image = PixelImage.From(drawn);
        using IImageWindows prepared = features.Prepare(image, mirrored: false);
        float[][] rows = WindowRows.Of(prepared, [new(0, 0, width, height), new(width - 1, height - 1, width, height)]);
        Assert.IsTrue(rows.All(row => row.Length == features.Length && row.All(float.IsFinite)));
    }

    [TestMethod]
    public void ALayerOfTheHeadReadsWindowsThroughTheNetworksOwnPyramid()
    {
        using SppNetwork network = SppNetwork.Create(new NetworkArchitecture("zf5") { HeadLevels = [2, 1] }, seed: 1, classes: 5);
        using var pooled = new SppWindowFeatures(network, new SppDetectorOptions { Scales = [150], Levels = [2, 1] });
        using var head = new SppWindowFeatures(network, new SppDetectorOptions { Scales = [150], Tap = "fc7", Levels = [6] });
        Assert.AreEqual(4096, head.Length);
        using PixelImage image = Picture();
        ImageBox[] windows = Windows(5);
        using IImageWindows maps = pooled.Prepare(image, false), again = head.Prepare(image, false);
        float[][] vectors = WindowRows.Of(maps, windows), fc7 = WindowRows.Of(again, windows);
        using var rows = new NativeTensor(5, pooled.Length);
        for (int index = 0; index < 5; index++)
            vectors[index].CopyTo(rows.Row(index));
        using NativeTensor expected = pooled.Network.HeadVectors(default, rows, "fc7")[0];
        for (int index = 0; index < 5; index++)
            CollectionAssert.AreEqual(expected.Row(index).ToArray(), fc7[index]);
    }

    private static PixelImage Picture()
    {
        using MLImage image = DrawnScene.Create(Width, Height);
        return PixelImage.From(image);
    }

    private static ImageBox[] Windows(int count)
    {
        var random = new Random(2);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            (int left, int top) = (random.Next(Width), random.Next(Height));
            return new ImageBox(left, top, random.Next(left + 1, Width + 1), random.Next(top + 1, Height + 1));
        })];
    }

    private static Tensor Input(PixelImage image, int scale, bool mirrored, Preprocessing preprocessing)
    {
        ImageGeometry geometry = ImageGeometry.For(Width, Height, scale, ImageView.Full);
        float[] pixels = new float[geometry.Width * geometry.Height * 3];
        ImageTensorWriter.Write(image, geometry, ResizeKernel.Triangle, preprocessing, mirrored, pixels);
        return tensor(pixels, [1, geometry.Height, geometry.Width, 3]).permute(0, 3, 1, 2);
    }
}
