using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Visualization;

/// <summary>
/// Whether a network knows the parts of an object (Zeiler and Fergus, arXiv 1311.2901, section 4.3): the same part is hidden in several
/// images, and what that changes is compared. With ε = x − x̃ at a layer, Δ = Σ over pairs i ≠ j of H(sign ε_i, sign ε_j); here the mean
/// over pairs of H divided by the number of features, so that layers can be compared.
/// </summary>
public static class Correspondence
{
    /// <summary>The name of the rows of random parts.</summary>
    public const string Random = "random";

    /// <summary>Measures parts, and random ones of the same sizes.</summary>
    /// <param name="network">The network; it stays the caller's.</param>
    /// <param name="images">At least two; for a tap that is a whole map of one size.</param>
    /// <param name="parts">The parts.</param>
    /// <param name="options">What is compared; null for the defaults.</param>
    /// <returns>For each part, and then for random ones, a row per tap.</returns>
    /// <exception cref="ArgumentException">A part has no box for an image or hides nothing of it, images do not compare, or the network
    /// lacks a tap.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static IReadOnlyList<PartCorrespondence> Measure(
        SppNetwork network, IReadOnlyList<NetworkInput> images, IReadOnlyList<ImagePart> parts, CorrespondenceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(parts);
        options ??= new CorrespondenceOptions();
        Check(images, parts, options);
        var measurement = new CorrespondenceMeasurement(network, images, options);
        var rows = new List<PartCorrespondence>();
        foreach (ImagePart part in parts)
            rows.AddRange(measurement.Of(part.Name, [part.Boxes]));
        if (options.RandomParts > 0 && parts.Count > 0)
            rows.AddRange(measurement.Of(Random, [.. RandomBoxes(images, parts, options)]));
        return rows;
    }

    private static void Check(IReadOnlyList<NetworkInput> images, IReadOnlyList<ImagePart> parts, CorrespondenceOptions options)
    {
        if (images.Count < 2)
            throw new ArgumentException($"Correspondence is between images: at least two are needed, not {images.Count}.", nameof(images));
        if (options.Taps.Count == 0 || options.RandomParts < 0)
            throw new ArgumentException("At least one tap must be compared, with 0 or more random parts.", nameof(options));
        foreach (ImagePart part in parts)
        {
            if (part.Boxes.Count != images.Count)
                throw new ArgumentException($"Part '{part.Name}' has {part.Boxes.Count} boxes for {images.Count} images.", nameof(parts));
            for (int index = 0; index < images.Count; index++)
            {
                if (HiddenPart.Pixels(images[index], part.Boxes[index]) is { Columns: 0 } or { Rows: 0 })
                    throw new ArgumentException($"Part '{part.Name}' hides nothing of image {index}: {part.Boxes[index]} lies outside it.",
                        nameof(parts));
            }
        }
    }

    /// <summary>Boxes of the parts' sizes, in turn, anywhere in the images.</summary>
    private static IEnumerable<IReadOnlyList<ImageBox>> RandomBoxes(
        IReadOnlyList<NetworkInput> images, IReadOnlyList<ImagePart> parts, CorrespondenceOptions options)
    {
        var random = new SplitMix64((ulong)options.Seed);
        for (int draw = 0; draw < options.RandomParts; draw++)
        {
            var boxes = new ImageBox[images.Count];
            for (int index = 0; index < images.Count; index++)
            {
                HiddenPart size = HiddenPart.Pixels(images[index], parts[draw % parts.Count].Boxes[index]);
                int left = SeededOrder.Below(images[index].Width - size.Columns + 1, ref random), top =
                    SeededOrder.Below(images[index].Height - size.Rows + 1, ref random);
                boxes[index] = new ImageBox(left, top, left + size.Columns, top + size.Rows);
            }

            yield return boxes;
        }
    }
}
