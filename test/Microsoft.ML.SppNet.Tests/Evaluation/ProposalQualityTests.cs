using Microsoft.ML.SppNet.Evaluation;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class ProposalQualityTests
{
    /// <summary>
    /// Two classes; class 3: overlaps 1 and ½ (10 × 10 of 10 × 20), class 7: 0.25 (5 × 10 shared of 200); the difficult one counts nowhere.
    /// </summary>
    [TestMethod]
    public void RecallAndMABOAreThoseWorkedOutByHand()
    {
        ImageBox[] proposals = [new(0, 0, 10, 10), new(20, 0, 30, 20), new(100, 0, 110, 10)];
        IReadOnlyList<ProposedObject> objects = ProposalQuality.BestOverlaps(
            proposals,
            [
                (3, new ImageBox(0, 0, 10, 10), false),
                (3, new ImageBox(20, 0, 30, 10), false),
                (7, new ImageBox(105, 0, 120, 10), false),
                (7, new ImageBox(200, 200, 300, 300), true),
            ]);
        CollectionAssert.AreEqual(
            new ProposedObject[] { new(3, 1), new(3, 0.5), new(7, 0.25) }, objects.ToArray());
        Assert.AreEqual(2.0 / 3, ProposalQuality.Recall(objects), 1e-12);
        Assert.AreEqual(1.0 / 3, ProposalQuality.Recall(objects, 0.7), 1e-12);
        // (0.75 + 0.25) / 2, not the mean over objects.
        Assert.AreEqual(0.5, ProposalQuality.MeanAverageBestOverlap(objects), 1e-12);
    }

    [TestMethod]
    public void WithoutProposalsNothingIsFoundAndWithoutObjectsThereIsNoFigure()
    {
        IReadOnlyList<ProposedObject> missed = ProposalQuality.BestOverlaps([], [(0, new ImageBox(0, 0, 5, 5), false)]);
        Assert.AreEqual(new ProposedObject(0, 0), missed.Single());
        Assert.AreEqual(0, ProposalQuality.Recall(missed));
        Assert.AreEqual(double.NaN, ProposalQuality.Recall([]));
        Assert.AreEqual(double.NaN, ProposalQuality.MeanAverageBestOverlap([]));
    }
}
