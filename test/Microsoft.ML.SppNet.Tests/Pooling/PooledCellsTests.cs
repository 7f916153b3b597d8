using Microsoft.ML.SppNet.Pooling;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class PooledCellsTests
{
    /// <summary>Two rows, three columns, two channels; worked by hand.</summary>
    private static readonly float[] Map =
    [
        1, 9, /**/ 5, 2, /**/ 5, 3,
        4, 9, /**/ 5, 8, /**/ 0, 9,
    ];

    [TestMethod]
    public void EachMaximumHasItsCell()
    {
        // Level 2 over three columns: columns 0 and 1, then 1 and 2.
        PooledCells pooled = PooledCells.Of(new SpatialPyramid(1, 2), Map, 2, 3);
        CollectionAssert.AreEqual(new float[] { 5, 9, 5, 5, 5, 5, 9, 3, 9, 9 }, pooled.Values);
        // Of equal ones the first, row by row: the 5 of cells 1, 2 and 4, the 9 of cells 0, 3 and 5.
        CollectionAssert.AreEqual(new[] { 1, 0, 1, 1, 4, 4, 0, 2, 3, 5 }, pooled.Cells);
        CollectionAssert.AreEqual(new[] { 0, 1, 0, 0, 0, 0, 1, 1, 1, 1 }, pooled.Channels);
    }

    [TestMethod]
    public void ValuesBelowZeroHaveMaximaToo()
    {
        PooledCells pooled = PooledCells.Of(new SpatialPyramid(1), [-3, -1, -2, -7], 2, 2);
        Assert.AreEqual((-1f, 1, 0), (pooled.Values[0], pooled.Cells[0], pooled.Channels[0]));
    }
}
