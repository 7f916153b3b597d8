using Microsoft.ML.SppNet.Imaging;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>What decoding a JPEG at reduced scale changes after the resize, on real photographs.</summary>
[TestClass]
public sealed class ReducedDecodingTests
{
    [TestMethod]
    public void DecodingAtReducedScaleChangesLessThanTheChoiceOfKernel()
    {
        string root = SharedData.Require("data", "caltech101", "101_ObjectCategories");
        string[] files = [.. Directory.EnumerateDirectories(root).Order(StringComparer.Ordinal).Where((_, index) => index % 3 == 0)
            .Select(folder => Path.Combine(folder, "image_0001.jpg"))];
        var differences = new Dictionary<int, (double Sum, double Worst, double KernelSum, int Count)>();
        foreach (string file in files)
        {
            using PixelImage full = ImageFile.Decode(file);
            int shorter = Math.Min(full.Width, full.Height);
            foreach (int size in new[] { shorter / 6, shorter / 8, shorter / 12, shorter / 24 })
            {
                using PixelImage reduced = ImageFile.Decode(file, size);
                int reduction = (int)Math.Round((double)full.Width / reduced.Width);
                float[] expected = Write(full, size, ResizeKernel.Triangle);
                (double mean, double max) = Difference(expected, Write(reduced, size, ResizeKernel.Triangle));
                (double kernelMean, _) = Difference(expected, Write(full, size, ResizeKernel.Bilinear));
                (double sum, double worst, double kernelSum, int count) = differences.GetValueOrDefault(reduction);
                differences[reduction] = (sum + mean, Math.Max(worst, max), kernelSum + kernelMean, count + 1);
            }
        }

        foreach ((int reduction, (double sum, double worst, double kernelSum, int count)) in differences)
        {
            string what =
                $"reduction {reduction}: {count} images, mean difference {sum / count:F3}, largest {worst:F1}, between kernels "
                    + $"{kernelSum / count:F3}";
            Console.WriteLine(what);
            Assert.IsTrue(sum / count < 1.5 && worst < 32 && sum < kernelSum / 8, what);
        }

        Assert.AreEqual("2,4,8", string.Join(',', differences.Keys.Order()));
    }

    private static float[] Write(PixelImage image, int size, ResizeKernel kernel)
    {
        ImageGeometry geometry = ImageGeometry.For(image.FullWidth, image.FullHeight, size, ImageView.Full);
        float[] written = new float[geometry.Width * geometry.Height * ImageTensorWriter.Channels];
        ImageTensorWriter.Write(image, geometry, kernel, new Preprocessing(), flip: false, written);
        return written;
    }

    private static (double Mean, double Max) Difference(float[] one, float[] other)
    {
        Assert.AreEqual(one.Length, other.Length);
        double[] differences = [.. one.Zip(other, (a, b) => (double)Math.Abs(a - b))];
        return (differences.Average(), differences.Max());
    }
}
