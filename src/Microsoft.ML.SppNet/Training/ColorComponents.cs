using Microsoft.ML.SppNet.Imaging;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Training;

/// <summary>The principal components of the colours of a set of photographs: along them training colours are altered (Krizhevsky et al.,
/// section 4.1).</summary>
/// <remarks>Each alteration is a normal number times the component's standard deviation, one for the whole crop, added to every pixel on
/// the scale 0 to 255 in RGB order.</remarks>
internal sealed class ColorComponents
{
    private readonly double[,] _scaled;

    private ColorComponents(double[,] scaled) => _scaled = scaled;

    /// <summary>From the covariance of red, green and blue, 3 × 3 and symmetric.</summary>
    internal static ColorComponents Of(double[,] covariance)
    {
        (double[] variances, double[,] directions) = SymmetricEigen.Solve(covariance);
        double[,] scaled = new double[3, 3];
        for (int component = 0; component < 3; component++)
        {
            for (int channel = 0; channel < 3; channel++)
                scaled[channel, component] = directions[channel, component] * Math.Sqrt(Math.Max(0, variances[component]));
        }

        return new ColorComponents(scaled);
    }

    /// <summary>Measures the colours of pixels, alpha left out.</summary>
    internal static ColorComponents Measure(IEnumerable<PixelImage> images)
    {
        double[] sums = new double[3];
        double[,] products = new double[3, 3];
        long count = 0;
        foreach (PixelImage image in images)
        {
            Span<byte> pixels = image.Pixels;
            bool rgb = image.Order == PixelOrder.Rgba;
            for (int index = 0; index < pixels.Length; index += PixelImage.BytesPerPixel, count++)
            {
                (double r, double g, double b) = (pixels[index + (rgb ? 0 : 2)], pixels[index + 1], pixels[index + (rgb ? 2 : 0)]);
                sums[0] += r;
                sums[1] += g;
                sums[2] += b;
                products[0, 0] += r * r;
                products[0, 1] += r * g;
                products[0, 2] += r * b;
                products[1, 1] += g * g;
                products[1, 2] += g * b;
                products[2, 2] += b * b;
            }
        }

        double[,] covariance = new double[3, 3];
        for (int row = 0; row < 3 && count > 0; row++)
        {
            for (int column = row; column < 3; column++)
                covariance[row, column] = covariance[column, row] =
                    products[row, column] / count - sums[row] / count * (sums[column] / count);
        }

        return Of(covariance);
    }

    /// <summary>Draws what is added to red, green and blue.</summary>
    /// <param name="deviation">Standard deviation of the multiples.</param>
    /// <param name="random">The image's own numbers.</param>
    internal (float Red, float Green, float Blue) Draw(double deviation, ref SplitMix64 random)
    {
        (double a, double b, double c) =
            (random.NextNormal() * deviation, random.NextNormal() * deviation, random.NextNormal() * deviation);
        return (Along(0), Along(1), Along(2));

        float Along(int channel) => (float)(_scaled[channel, 0] * a + _scaled[channel, 1] * b + _scaled[channel, 2] * c);
    }
}
