namespace Microsoft.ML.SppNet.Detection;

/// <summary>The regions that a segmentation gives: what the grouping of them starts from.</summary>
internal sealed class RegionSet
{
    private RegionSet(int pixels, int regions)
    {
        Pixels = pixels;
        Sizes = new int[regions];
        Boxes = new PixelBox[regions];
        Boxes.AsSpan().Fill(new PixelBox(int.MaxValue, int.MaxValue, 0, 0));
    }

    /// <summary>Pixels of the whole image.</summary>
    internal int Pixels { get; }

    internal int Count => Sizes.Length;

    /// <summary>Pixels of each region.</summary>
    internal int[] Sizes { get; }

    internal PixelBox[] Boxes { get; }

    internal required RegionHistograms Colors { get; init; }

    internal required RegionHistograms Textures { get; init; }

    /// <summary>The pairs of regions that touch, the smaller number first, in order.</summary>
    internal required (int First, int Second)[] Neighbors { get; init; }

    /// <summary>Segments an image by the graph of one colour space.</summary>
    internal static RegionSet Segment(ColorFeatures features, int k, CancellationToken cancellationToken)
    {
        (int[] labels, int regions) = PixelSegmentation.Segment(features.Graph, k, minimumSize: k, cancellationToken);
        var set = new RegionSet(labels.Length, regions)
        {
            Colors = ColorHistograms(features, labels, regions),
            Textures = TextureHistograms(features, labels, regions),
            Neighbors = RegionNeighbors.Find(labels, features.Graph.Width),
        };
        set.Measure(labels, features.Graph.Width);
        return set;
    }

    private void Measure(int[] labels, int width)
    {
        for (int start = 0, y = 0; start < labels.Length; start += width, y++)
        {
            for (int x = 0; x < width; x++)
            {
                int label = labels[start + x];
                Sizes[label]++;
                Boxes[label] = Boxes[label].Union(new PixelBox(x, y, x + 1, y + 1));
            }
        }
    }

    private static RegionHistograms ColorHistograms(ColorFeatures features, int[] labels, int regions)
    {
        int length = features.Channels * ColorFeatures.ColorBins;
        int[] counts = new int[regions * length];
        for (int channel = 0; channel < features.Channels; channel++)
        {
            byte[] bins = features.Colors[channel];
            for (int pixel = 0; pixel < labels.Length; pixel++)
                counts[labels[pixel] * length + channel * ColorFeatures.ColorBins + bins[pixel]]++;
        }

        return RegionHistograms.FromCounts(counts, length);
    }

    /// <summary>
    /// Per axis ten bins for each of its two orientations; where one has a response the other has none and counts in its lowest bin.
    /// </summary>
    private static RegionHistograms TextureHistograms(ColorFeatures features, int[] labels, int regions)
    {
        sbyte[][] codes = features.Textures.Codes;
        int length = codes.Length * 2 * TextureCodes.Bins;
        int[] counts = new int[regions * length];
        for (int axis = 0; axis < codes.Length; axis++)
        {
            sbyte[] plane = codes[axis];
            int ahead = axis * 2 * TextureCodes.Bins, back = ahead + TextureCodes.Bins;
            for (int pixel = 0; pixel < labels.Length; pixel++)
            {
                int row = labels[pixel] * length, code = plane[pixel];
                counts[row + ahead + Math.Max(code, 0)]++;
                counts[row + back + Math.Max(-code, 0)]++;
            }
        }

        return RegionHistograms.FromCounts(counts, length);
    }
}
