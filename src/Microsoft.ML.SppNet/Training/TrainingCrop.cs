using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Training;

/// <summary>The part of a photograph that a step sees, in the photograph's own pixels, and whether it is mirrored.</summary>
internal readonly record struct TrainingCrop(double Left, double Top, double Width, double Height, bool Flip)
{
    private const int Tries = 10;

    /// <summary>Draws a crop.</summary>
    /// <param name="width">The photograph's width.</param>
    /// <param name="height">The photograph's height.</param>
    /// <param name="options">Where crops lie and how large they are.</param>
    /// <param name="random">The image's own numbers.</param>
    internal static TrainingCrop Draw(int width, int height, SppNetTrainerOptions options, ref SplitMix64 random)
    {
        // A crop of CropSide from the image whose shorter side is ShorterSide, said in the pixels before that resizing.
        double side = Math.Min(width, height) * Math.Min(1, (double)options.CropSide / options.ShorterSide);
        TrainingCrop crop = options.Crops switch
        {
            CropPlacement.CornersAndCenter => OfFive(width, height, side, (int)(random.NextDouble() * 5)),
            CropPlacement.Anywhere => new(random.NextDouble() * (width - side), random.NextDouble() * (height - side), side, side, false),
            _ => AnySize(width, height, options.LeastCropArea, ref random),
        };
        return crop with { Flip = options.Flip && random.NextDouble() < 0.5 };
    }

    /// <summary>The centre crop: what validation sees.</summary>
    internal static TrainingCrop Center(int width, int height, SppNetTrainerOptions options) =>
        OfFive(width, height, Math.Min(width, height) * Math.Min(1, (double)options.CropSide / options.ShorterSide), 4);

    private static TrainingCrop OfFive(int width, int height, double side, int place)
    {
        (double right, double bottom) = (width - side, height - side);
        (double left, double top) = place switch
        {
            0 => (0, 0),
            1 => (right, 0),
            2 => (0, bottom),
            3 => (right, bottom),
            _ => (right / 2, bottom / 2),
        };
        return new(left, top, side, side, false);
    }

    private static TrainingCrop AnySize(int width, int height, double leastArea, ref SplitMix64 random)
    {
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            double area = width * (double)height * (leastArea + (1 - leastArea) * random.NextDouble());
            double aspect = Math.Exp(Math.Log(4.0 / 3) * (2 * random.NextDouble() - 1));
            (double w, double h) = (Math.Sqrt(area * aspect), Math.Sqrt(area / aspect));
            if (w <= width && h <= height)
                return new(random.NextDouble() * (width - w), random.NextDouble() * (height - h), w, h, false);
        }

        double side = Math.Min(width, height);
        return OfFive(width, height, side, 4);
    }
}
