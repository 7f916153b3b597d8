using Microsoft.ML.SppNet.Data;
using Microsoft.ML.SppNet.Detection;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class NegativeWindowsTests
{
    private static readonly ImageBox s_object = new(0, 0, 10, 10);

    [TestMethod]
    public void AWindowThatOverlapsAnObjectOfTheClassByMoreThanThreeTenthsIsNoCounterexample()
    {
        // 30 of 100 pixels: just not too much. 40 of 100 is. One of another class may cover the object wholly.
        ImageBox[] windows = [new(0, 0, 10, 3), new(0, 6, 10, 10), new(0, 0, 10, 10), new(40, 40, 50, 50)];
        CollectionAssert.AreEqual(new[] { 0, 3 }, Negatives(windows, [new(0, s_object)], 0));
        CollectionAssert.AreEqual(new[] { 0, 1, 2, 3 }, Negatives(windows, [new(0, s_object)], 1));
    }

    [TestMethod]
    public void WindowsOnDifficultObjectsAreNothingUnlessTheyAreBackgroundAsInTheReleasedCode()
    {
        ImageBox[] windows = [s_object, new(40, 40, 50, 50)];
        AnnotatedObject[] objects = [new(0, s_object, Difficult: true)];
        CollectionAssert.AreEqual(new[] { 1 }, Negatives(windows, objects, 0));
        CollectionAssert.AreEqual(
            new[] { 0, 1 }, Negatives(windows, objects, 0, new() { DifficultObjects = DifficultObjects.AsBackground }));
    }

    [TestMethod]
    public void OfCounterexamplesThatOverlapByMoreThanSevenTenthsTheFirstCounts()
    {
        // 70 of 100 pixels: just few enough. The third goes because of the first; the fourth overlaps only the third so much.
        ImageBox[] windows = [new(0, 0, 10, 10), new(0, 0, 10, 7), new(0, 0, 10, 12), new(0, 0, 10, 15)];
        CollectionAssert.AreEqual(new[] { 0, 1, 3 }, Negatives(windows, [], 0));
        CollectionAssert.AreEqual(new[] { 0, 1, 2, 3 }, Negatives(windows, [], 0, new() { DuplicateOverlap = 1 }));
        // A window that is no counterexample takes none with it.
        CollectionAssert.AreEqual(new[] { 1 }, Negatives([new(0, 0, 10, 10), new(0, 0, 10, 13)], [new(0, new(0, 0, 10, 3.5f))], 0));
    }

    private static int[] Negatives(ImageBox[] windows, AnnotatedObject[] objects, int classIndex, SppDetectorOptions? options = null) =>
        [.. new NegativeWindows(new TrainingWindows("image", windows, objects), options ?? new()).Of(classIndex)];
}
