using Microsoft.ML.SppNet.Features;
using Microsoft.ML.SppNet.Imaging;
using Microsoft.ML.SppNet.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class TestViewsTests
{
    /// <summary>He et al., section 3.1.5: 18 views a scale, 6 where the window is as high as the image, 96 + 2 in all.</summary>
    [TestMethod]
    [DataRow(500, 375, new[] { 300 }, 18 + 2)]
    [DataRow(375, 500, new[] { 256 }, 18 + 2)]
    [DataRow(500, 375, new[] { 224 }, 6 + 2)]
    [DataRow(400, 400, new[] { 224 }, 2 + 2)]
    [DataRow(400, 400, new[] { 300 }, 18 + 2)]
    [DataRow(500, 375, new[] { 224, 256, 300, 360, 448, 560 }, 96 + 2)]
    public void MultiViewTestingHasThePapersNumberOfViews(int width, int height, int[] scales, int expected) =>
        Assert.AreEqual(expected, new TestViews(TestViewKind.Multi) { Scales = scales }.Count(width, height));

    [TestMethod]
    [DataRow(TestViewKind.Center, false, 1)]
    [DataRow(TestViewKind.Ten, false, 10)]
    [DataRow(TestViewKind.Ten, true, 10)]
    [DataRow(TestViewKind.Full, false, 1)]
    [DataRow(TestViewKind.FullFlip, false, 2)]
    public void OtherViewsAreAsManyAsTheirNamesSay(TestViewKind kind, bool onMaps, int expected) =>
        Assert.AreEqual(expected, new TestViews(kind) { OnMaps = onMaps }.Count(640, 480));

    [TestMethod]
    public void WindowsLieAlongTheLongSideWhereTheShortOneHasNoRoom()
    {
        var views = new TestViews(TestViewKind.Multi) { Scales = [224] };
        ImageGeometry input = ViewWindows.Inputs(views, 448, 224)[0];
        Assert.AreEqual(
            "0,0 112,0 224,0", string.Join(' ',
                ViewWindows.Of(views, input).Select(box => FormattableString.Invariant($"{box!.Value.Left},{box.Value.Top}"))));
        Assert.IsTrue(ViewWindows.Of(views, input).All(box => box!.Value.Width == 224 && box.Value.Height == 224));
    }

    [TestMethod]
    public void TheNumbersKeepThePapersProportionToTheWindow()
    {
        TestViews views = TestViews.For(TestViewKind.Multi, 112);
        Assert.AreEqual("112 128 112,128,150,180,224,280", $"{views.Window} {views.ShorterSide} {string.Join(',', views.Scales)}");
    }

    /// <summary>Ten crops cut by hand from the resized image, mirrored by hand, run by libtorch.</summary>
    [TestMethod]
    public void TheAnswerIsTheMeanOfTheViewsProbabilities()
    {
        using SppNetwork network = SppNetwork.Create("sppnet-compact", seed: 5, classes: 7);
        using PixelImage image = Gradient(90, 73);
        var views = new TestViews(TestViewKind.Ten) { Window = 64, ShorterSide = 73 };
        using NativeTensor pixels = new(73, 90, 3);
        ImageTensorWriter.Write(image, ImageGeometry.For(90, 73, 73, ImageView.Full), ResizeKernel.Triangle, network.Preprocessing, false,
            pixels.Floats());
        using DisposeScope scope = NewDisposeScope();
        Tensor whole = TensorMemory.Copied(pixels).permute(2, 0, 1).unsqueeze(0);
        (int Left, int Top)[] places = [(0, 0), (26, 0), (0, 9), (26, 9), (13, 4)];
        Tensor crops = cat([.. places.Select(place => whole.narrow(2, place.Top, 64).narrow(3, place.Left, 64))]);
        Tensor logits = network.Forward(cat([crops, crops.flip(3)]).contiguous(), ["logits"])[0];
        float[] expected = logits.softmax(1).mean([0L]).data<float>().ToArray();

        float[] found = Probabilities(network, views, image);
        for (int index = 0; index < 7; index++)
            Assert.AreEqual(expected[index], found[index], 1e-5, $"class {index}");
    }

    /// <summary>The whole image and its mirror image: on maps the same as an input of its own.</summary>
    [TestMethod]
    public void TheFullImageAmongManyViewsIsThatOfItsOwn()
    {
        using SppNetwork network = SppNetwork.Create("sppnet-compact", seed: 5, classes: 7);
        using PixelImage image = Gradient(73, 73);
        // One window as large as the image: its cells are all cells but those centred on its edge.
        var many = new TestViews(TestViewKind.Multi) { Window = 64, ShorterSide = 73, Scales = [64] };
        Assert.AreEqual(4, many.Count(73, 73));
        float[] all = Probabilities(network, many, image);
        float[] full = Probabilities(network, new TestViews(TestViewKind.FullFlip) { ShorterSide = 73 }, image);
        float[] window = Probabilities(network, new TestViews(TestViewKind.Ten) { Window = 64, ShorterSide = 64, OnMaps = true }, image);
        for (int index = 0; index < 7; index++)
            Assert.AreEqual((full[index] + window[index]) / 2, all[index], 1e-5, $"class {index}");
    }

    [TestMethod]
    public void WhatDoesNotFitIsSaid()
    {
        using SppNetwork squeeze = SppNetwork.Create("squeezenet1.1", classes: 3),
            compact = SppNetwork.Create("sppnet-compact", classes: 3);
        SppFeatureColumn[] logits = [new("Logits") { Taps = ["logits"] }];
        StringAssert.StartsWith(
            Refused(squeeze, new() { TestViews = new(TestViewKind.Multi) }, logits),
            "Test views are pooled from maps by the network's own pyramid, and squeezenet1.1 has none");
        StringAssert.StartsWith(
            Refused(compact, new() { TestViews = new(TestViewKind.Ten) }, [new("Features")]),
                "Test views average what a network says of classes");
        StringAssert.StartsWith(
            Refused(compact, new() { TestViews = new(TestViewKind.Ten), Flip = true }, logits), "Test views say themselves at which sizes");
        StringAssert.StartsWith(
            Refused(compact, new() { TestViews = new(TestViewKind.Ten) { ShorterSide = 100 } }, logits),
            "Test views are taken of images whose shorter side is from 224 to 16384 pixels, not 100.");
    }

    private static string Refused(SppNetwork network, SppFeatureOptions options, SppFeatureColumn[] columns) =>
        Assert.ThrowsExactly<ArgumentException>(() => new SppFeatureExtractor(network, options, columns)).Message;

    private static float[] Probabilities(SppNetwork network, TestViews views, PixelImage image)
    {
        using var extractor = new SppFeatureExtractor(network, new SppFeatureOptions { TestViews = views },
            new SppFeatureColumn("Logits") { Taps = ["logits"] });
        float[] logarithms = extractor.Extract(image)[0];
        return [.. logarithms.Select(MathF.Exp)];
    }

    private static PixelImage Gradient(int width, int height)
    {
        var image = new PixelImage(width, height, PixelOrder.Rgba);
        Span<byte> pixels = image.Pixels;
        for (int index = 0; index < width * height; index++)
        {
            (int y, int x) = Math.DivRem(index, width);
            pixels[4 * index] = (byte)(x * 255 / width);
            pixels[4 * index + 1] = (byte)(y * 255 / height);
            pixels[4 * index + 2] = (byte)((x * 7 + y * 13) % 256);
            pixels[4 * index + 3] = 255;
        }

        return image;
    }
}
