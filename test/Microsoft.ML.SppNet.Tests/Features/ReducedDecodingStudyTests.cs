using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using Microsoft.ML.SppNet.Imaging;
using SkiaSharp;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>
/// What decoding at reduced scale changes in the features of photographs, beside what the resize leaves open: its kernel, and one pixel of
/// size. A few photographs by default; all of them, and times, with build/study-reduced-decoding.sh.
/// </summary>
[TestClass]
public sealed class ReducedDecodingStudyTests : IDisposable
{
    private const int Width = 500, Height = 375;

    private static readonly bool Whole = Environment.GetEnvironmentVariable("SPPNET_STUDY") is not null;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>At sizes that leave just above the reserve of decoded pixels, where the change is largest.</summary>
    [TestMethod]
    [DataRow("squeezenet1.1", "fire9")]
    [DataRow("resnet50", "layer3")]
    [DataRow("resnet50", "layer4")]
    public void FeaturesChangeLessThanByTheResize(string weights, string tap)
    {
        using SppNetwork network = GoldenFeatures.Network(weights, new NetworkArchitecture(weights) { StrideIn = ResidualStride.Conv1 });
        string[] photographs = Photographs(), mosaics = Mosaics(photographs, 4);
        int few = Whole ? int.MaxValue : 8;
        Compare(network, tap, [.. photographs.Take(few)], size: 62, reduction: 2);
        Compare(network, tap, [.. mosaics.Take(few / 4)], size: 125, reduction: 4);
        Compare(network, tap, [.. mosaics.Take(few / 4)], size: 62, reduction: 8);
    }

    /// <summary>The pixels are a sixteenth; the time, which is not asserted, is what the study prints.</summary>
    [TestMethod]
    public void TwelveMegapixelsTakeASixteenthOfTheMemory()
    {
        string file = Mosaics(Photographs(), 8)[0];
        for (int round = 0; round < (Whole ? 9 : 1); round++)
        {
            var watch = Stopwatch.StartNew();
            using PixelImage full = ImageFile.Decode(file);
            TimeSpan fullTime = watch.Elapsed;
            using PixelImage reduced = ImageFile.Decode(file, minimumShorterSide: 224);
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture,
                    $"{new FileInfo(file).Length / 1e6:F1} MB: {fullTime.TotalMilliseconds:F0} ms, reduced "
                    + $"{(watch.Elapsed - fullTime).TotalMilliseconds:F0} ms"));
            Assert.AreEqual(full.Pixels.Length, 16 * reduced.Pixels.Length);
        }
    }

    private static void Compare(SppNetwork network, string tap, string[] files, int size, int reduction)
    {
        using SppFeatureExtractor usual = Extractor(network, tap, size), larger = Extractor(network, tap, size + 1),
        sharper = Extractor(network, tap, size, ResizeKernel.Bilinear);
        var changes = new List<(double Reduced, double Size, double Kernel, double Cosine)>();
        foreach (string file in files)
        {
            using PixelImage full = ImageFile.Decode(file), few = usual.Decode(file);
            Assert.AreEqual(reduction, (double)full.Width / few.Width, 0.01);
            float[] expected = usual.Extract(full)[0], reduced = usual.Extract(few)[0];
            changes.Add((
                Change(expected, reduced),
                Change(expected, larger.Extract(full)[0]),
                Change(expected, sharper.Extract(full)[0]),
                TensorPrimitives.CosineSimilarity<float>(expected, reduced)));
        }

        double worst = changes.Max(change => change.Reduced / Math.Min(change.Size, change.Kernel));
        string what =
            string.Create(CultureInfo.InvariantCulture,
                $"{tap}, size {size}, 1/{reduction}, {files.Length} images: {changes.Average(change => change.Reduced):F3} (largest "
                + $"{changes.Max(change => change.Reduced):F3}), cosine {changes.Average(change => change.Cosine):F4} (smallest "
                + $"{changes.Min(change => change.Cosine):F4}); one pixel of size {changes.Average(change => change.Size):F3}, kernel "
                + $"{changes.Average(change => change.Kernel):F3}; at most {worst:F2} of the lesser in any image");
        Console.WriteLine(what);
        Assert.IsLessThan(0.5, worst, what);
    }

    private static SppFeatureExtractor Extractor(SppNetwork network, string tap, int size, ResizeKernel kernel = ResizeKernel.Triangle) =>
        new(network, new SppFeatureOptions { Sizes = [size], Kernel = kernel }, new SppFeatureColumn("Features") { Taps = [tap] });

    private static double Change(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual) =>
        TensorPrimitives.Distance(expected, actual) / TensorPrimitives.Norm(expected);

    /// <summary>The photographs of 500 × 375 pixels.</summary>
    private static string[] Photographs() => [.. Directory.GetFiles(SharedData.Require("data", "VOCdevkit", "VOC2007", "JPEGImages"))
        .Order(StringComparer.Ordinal)
        .Where(file =>
        {
            using var codec = SKCodec.Create(file);
            return codec.Info.Size == new SKSizeI(Width, Height);
        })];

    /// <summary>Large JPEGs with the detail of photographs, which enlarged ones would lack: side × side photographs each, by default two of
    /// them.</summary>
    private string[] Mosaics(string[] photographs, int side)
    {
        var files = new List<string>();
        foreach (string[] tiles in photographs.Chunk(side * side).Where(chunk => chunk.Length == side * side)
            .Take(Whole ? int.MaxValue : 2))
        {
            using var mosaic = new SKBitmap(new SKImageInfo(Width * side, Height * side, SKColorType.Bgra8888, SKAlphaType.Opaque));
            using var canvas = new SKCanvas(mosaic);
            for (int tile = 0; tile < tiles.Length; tile++)
            {
                using SKBitmap photograph = SKBitmap.Decode(tiles[tile]);
                canvas.DrawBitmap(photograph, tile % side * Width, tile / side * Height);
            }

            files.Add(_folder.Write($"mosaic{side}-{files.Count}.jpg", TestImages.Encode(mosaic, SKEncodedImageFormat.Jpeg, quality: 92)));
        }

        return [.. files];
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
