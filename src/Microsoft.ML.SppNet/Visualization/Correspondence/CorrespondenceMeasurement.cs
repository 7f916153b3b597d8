namespace Microsoft.ML.SppNet.Visualization;

/// <summary>Hides parts of some images and compares what that changes.</summary>
internal sealed class CorrespondenceMeasurement
{
    private readonly SppNetwork _network;
    private readonly IReadOnlyList<NetworkInput> _images;
    private readonly CorrespondenceOptions _options;
    private readonly float[][][] _whole;

    internal CorrespondenceMeasurement(SppNetwork network, IReadOnlyList<NetworkInput> images, CorrespondenceOptions options)
    {
        (_network, _images, _options) = (network, images, options);
        _whole = [.. images.Select(Features)];
        for (int tap = 0; tap < options.Taps.Count; tap++)
        {
            int other = Array.FindIndex(_whole, vectors => vectors[tap].Length != _whole[0][tap].Length);
            if (other >= 0)
            {
                throw new ArgumentException(
                    $"Images of {images[0].Width}×{images[0].Height} and {images[other].Width}×{images[other].Height} pixels have maps of "
                        + "different sizes at "
                    + $"'{options.Taps[tap]}': bring them to one size, or compare at '{SppNetwork.SppTap}'.");
            }
        }
    }

    /// <summary>The rows of a part: over all pairs of images, and all of its places.</summary>
    /// <param name="name">The part's name.</param>
    /// <param name="places">For each place a box per image.</param>
    internal IEnumerable<PartCorrespondence> Of(string name, IReadOnlyList<IReadOnlyList<ImageBox>> places)
    {
        List<double>[] shares = [.. _options.Taps.Select(_ => new List<double>())];
        foreach (IReadOnlyList<ImageBox> boxes in places)
        {
            sbyte[][][] signs = [.. _images.Select((image, index) => Signs(image, boxes[index], _whole[index]))];
            for (int tap = 0; tap < shares.Length; tap++)
                shares[tap].AddRange(SignChanges.Pairs([.. signs.Select(image => image[tap])]));
        }

        return _options.Taps.Zip(shares, (tap, pairs) => new PartCorrespondence(name, tap, pairs.Average(), Deviation(pairs)));
    }

    private sbyte[][] Signs(NetworkInput image, ImageBox box, float[][] whole)
    {
        _options.Cancellation.ThrowIfCancellationRequested();
        float[] pixels = image.Pixels.ToArray();
        HiddenPart.Pixels(image, box).Paint(pixels, image.Width, image.Grey(_options.Grey));
        return [.. Features(image.With(pixels)).Zip(whole, (hidden, seen) => SignChanges.Of(seen, hidden))];
    }

    private float[][] Features(NetworkInput image)
    {
        using TapVectors vectors = TapVectors.Of(_network, image, _options.Taps, []);
        return [.. _options.Taps.Select((_, index) => vectors.At(index))];
    }

    private static double Deviation(List<double> values)
    {
        double mean = values.Average();
        return values.Count < 2 ? 0 : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
    }
}
