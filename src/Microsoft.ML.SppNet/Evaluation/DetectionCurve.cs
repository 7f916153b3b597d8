namespace Microsoft.ML.SppNet.Evaluation;

/// <summary>Precision and recall of detections, as VOCevaldet of the PASCAL VOC development kits matches them to objects.</summary>
public static class DetectionCurve
{
    /// <summary>The overlap at which a detection is right in PASCAL VOC.</summary>
    public const double VocOverlap = 0.5;

    /// <summary>Matches the detections of one class in all images to its objects.</summary>
    /// <param name="detections">
    /// Detections in any order; they are ranked by score over all images, those of equal score in the order given.
    /// </param>
    /// <param name="objects">The objects.</param>
    /// <param name="overlap">
    /// The least intersection over union of a right detection. Boxes of whole pixels, which hold their last row and column in the kit, have
    /// the kit's overlaps exactly.
    /// </param>
    /// <returns>The curve; <see cref="AveragePrecision"/> gives its 11-point average and its area.</returns>
    /// <remarks>
    /// A detection belongs to the object of its image that it overlaps most, found already or not; of equal overlaps to the first. Where
    /// that is less than the limit it is wrong. The first detection of an object is right and every further one wrong; those of difficult
    /// objects do not count, nor do the objects themselves.
    /// </remarks>
    /// <exception cref="ArgumentException">A score is NaN.</exception>
    public static PrecisionRecallCurve Match(
        IReadOnlyList<DetectedBox> detections, IReadOnlyList<AnnotatedBox> objects, double overlap = VocOverlap)
    {
        ArgumentNullException.ThrowIfNull(detections);
        ArgumentNullException.ThrowIfNull(objects);
        ILookup<int, int> objectsOf = Enumerable.Range(0, objects.Count).ToLookup(index => objects[index].Image);
        bool[] found = new bool[objects.Count];
        var hits = new List<bool>(detections.Count);
        // OrderByDescending is stable, as the kit's sort is.
        foreach (DetectedBox detection in detections.OrderByDescending(detection => detection.Score))
        {
            if (float.IsNaN(detection.Score))
                throw new ArgumentException("The score of a detection is NaN: it has no place in a ranking.", nameof(detections));
            int nearest = Nearest(detection, objects, objectsOf[detection.Image], out double most);
            if (nearest < 0 || most < overlap)
            {
                hits.Add(false);
            }
            else if (!objects[nearest].Difficult)
            {
                hits.Add(!found[nearest]);
                found[nearest] = true;
            }
        }

        return PrecisionRecallCurve.FromHits([.. hits], objects.Count(one => !one.Difficult));
    }

    private static int Nearest(DetectedBox detection, IReadOnlyList<AnnotatedBox> objects, IEnumerable<int> candidates, out double most)
    {
        int nearest = -1;
        most = 0;
        foreach (int candidate in candidates)
        {
            double overlap = detection.Box.IntersectionOverUnion(objects[candidate].Box);
            if (nearest >= 0 && overlap <= most)
                continue;
            (nearest, most) = (candidate, overlap);
        }

        return nearest;
    }
}
