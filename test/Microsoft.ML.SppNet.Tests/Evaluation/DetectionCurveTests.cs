using Microsoft.ML.SppNet.Evaluation;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class DetectionCurveTests
{
    private static readonly ImageBox s_here = new(0, 0, 10, 10), s_there = new(50, 50, 70, 70);

    [TestMethod]
    public void ASecondDetectionOfAnObjectIsWrong()
    {
        PrecisionRecallCurve curve = DetectionCurve.Match(
            [new(0, s_here, 0.9f), new(0, s_here, 0.8f), new(0, s_there, 0.7f)], [new(0, s_here), new(0, s_there)]);
        CollectionAssert.AreEqual(new[] { 1, 0.5, 2.0 / 3 }, curve.Precision.ToArray());
        CollectionAssert.AreEqual(new[] { 0.5, 0.5, 1 }, curve.Recall.ToArray());
        // Precision 1 up to recall 0.5 (6 levels), 2/3 beyond (5 levels).
        Assert.AreEqual((6 + 5 * 2.0 / 3) / 11, AveragePrecision.ElevenPoint(curve), 1e-12);
        Assert.AreEqual(0.5 + 0.5 * 2 / 3, AveragePrecision.Area(curve), 1e-12);
    }

    [TestMethod]
    public void DifficultObjectsAndTheirDetectionsDoNotCount()
    {
        PrecisionRecallCurve curve = DetectionCurve.Match(
            [new(0, s_there, 0.9f), new(0, s_there, 0.8f), new(0, s_here, 0.7f)], [new(0, s_here), new(0, s_there, Difficult: true)]);
        Assert.AreEqual(1, curve.Positives);
        CollectionAssert.AreEqual(new[] { 1.0 }, curve.Precision.ToArray());
    }

    [TestMethod]
    [DataRow(20, true)]
    [DataRow(21, false)]
    public void AnOverlapOfExactlyOneHalfIsRight(int bottom, bool isRight)
    {
        // The devkit's inclusive boxes (1, 1, 10, 10) and (1, 1, 10, 20): 100 of 200 pixels. Taken as corners they would give 81 of 171.
        PrecisionRecallCurve curve = DetectionCurve.Match([new(0, new(0, 0, 10, bottom), 1)], [new(0, s_here)]);
        Assert.AreEqual(isRight ? 1 : 0, curve.Precision[0]);
    }

    [TestMethod]
    public void ADetectionBelongsToTheObjectItOverlapsMostEvenIfThatIsFoundAlready()
    {
        // Both detections overlap both objects by more than one half, and most the first.
        AnnotatedBox[] objects = [new(0, new(0, 0, 10, 10)), new(0, new(0, 2, 10, 12))];
        PrecisionRecallCurve curve = DetectionCurve.Match([new(0, new(0, 0, 10, 10), 2), new(0, new(0, 0, 10, 10.5f), 1)], objects);
        CollectionAssert.AreEqual(new[] { 1, 0.5 }, curve.Precision.ToArray());
    }

    [TestMethod]
    public void ImagesDoNotMixAndOneWithoutObjectsOrDetectionsIsFine()
    {
        PrecisionRecallCurve curve = DetectionCurve.Match(
            [new(1, s_here, 3), new(0, s_here, 2), new(7, s_there, 1)], [new(0, s_here), new(2, s_there)]);
        CollectionAssert.AreEqual(new[] { 0, 0.5, 1.0 / 3 }, curve.Precision.ToArray());
        Assert.AreEqual(0.5, curve.Recall[^1]);
    }

    [TestMethod]
    public void DetectionsOfAllImagesAreRankedTogetherAndEqualOnesStayInOrder()
    {
        AnnotatedBox[] objects = [new(0, s_here), new(1, s_here)];
        PrecisionRecallCurve curve = DetectionCurve.Match([new(0, s_there, 1), new(0, s_here, 1), new(1, s_here, 5)], objects);
        CollectionAssert.AreEqual(new[] { 1, 0.5, 2.0 / 3 }, curve.Precision.ToArray());
    }

    [TestMethod]
    public void AClassWithoutObjectsHasNoAveragePrecisionAndOneWithoutDetectionsHasNone()
    {
        Assert.IsTrue(double.IsNaN(AveragePrecision.ElevenPoint(DetectionCurve.Match([new(0, s_here, 1)], []))));
        Assert.AreEqual(0, AveragePrecision.Area(DetectionCurve.Match([], [new(0, s_here)])));
        Assert.AreEqual(0, AveragePrecision.ElevenPoint(DetectionCurve.Match([], [new(0, s_here)])));
    }

    [TestMethod]
    public void AScoreThatIsNoNumberIsRefused()
    {
        ArgumentException error = Assert.ThrowsExactly<ArgumentException>(() => DetectionCurve.Match([new(0, s_here, float.NaN)], []));
        Assert.AreEqual("The score of a detection is NaN: it has no place in a ranking. (Parameter 'detections')", error.Message);
    }
}
