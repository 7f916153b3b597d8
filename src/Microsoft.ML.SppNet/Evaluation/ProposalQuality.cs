namespace Microsoft.ML.SppNet.Evaluation;

/// <summary>An object of an image and how well the best of the proposals fits it.</summary>
/// <param name="ClassIndex">The object's class.</param>
/// <param name="BestOverlap">The highest intersection over union with a proposal, 0 to 1; 0 without proposals.</param>
public readonly record struct ProposedObject(int ClassIndex, double BestOverlap);

/// <summary>
/// How well proposals cover the objects of photographs (Uijlings et al. 2013, section 5): best overlaps by image, then figures over all.
/// </summary>
public static class ProposalQuality
{
    /// <summary>The objects of an image, those left out that are difficult, each with its best overlap.</summary>
    /// <param name="proposals">Boxes in pixels of the image.</param>
    /// <param name="objects">The image's objects: class, box, and whether the object is difficult.</param>
    public static IReadOnlyList<ProposedObject> BestOverlaps(
        IReadOnlyList<ImageBox> proposals, IEnumerable<(int ClassIndex, ImageBox Box, bool Difficult)> objects)
    {
        ArgumentNullException.ThrowIfNull(proposals);
        ArgumentNullException.ThrowIfNull(objects);
        return [.. objects.Where(thing => !thing.Difficult)
            .Select(thing => new ProposedObject(thing.ClassIndex, Best(proposals, thing.Box)))];
    }

    /// <summary>The share of the objects that a proposal overlaps by at least so much, 0 to 1; NaN without objects.</summary>
    public static double Recall(IReadOnlyCollection<ProposedObject> objects, double overlap = 0.5)
    {
        ArgumentNullException.ThrowIfNull(objects);
        return objects.Count == 0 ? double.NaN : (double)objects.Count(thing => thing.BestOverlap >= overlap) / objects.Count;
    }

    /// <summary>
    /// MABO, the mean over the classes that occur of the mean best overlap of a class, 0 to 1; NaN without
    /// objects.
    /// </summary>
    public static double MeanAverageBestOverlap(IReadOnlyCollection<ProposedObject> objects)
    {
        ArgumentNullException.ThrowIfNull(objects);
        return objects.Count == 0
            ? double.NaN
            : objects.GroupBy(thing => thing.ClassIndex).OrderBy(ofClass => ofClass.Key)
                .Average(ofClass => ofClass.Average(thing => thing.BestOverlap));
    }

    private static double Best(IReadOnlyList<ImageBox> proposals, ImageBox thing)
    {
        double best = 0;
        foreach (ImageBox proposal in proposals)
            best = Math.Max(best, proposal.IntersectionOverUnion(thing));
        return best;
    }
}
