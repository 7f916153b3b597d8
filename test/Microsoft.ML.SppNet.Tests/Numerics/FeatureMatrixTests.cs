namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class FeatureMatrixTests
{
    [TestMethod]
    public void RowsAreCopiedInAndSharedBySelections()
    {
        var matrix = new FeatureMatrix(2);
        float[] row = [1, 2];
        matrix.Add(row);
        row[0] = 9;
        matrix.Add([3, 4]);
        Assert.AreEqual(2, matrix.Rows);
        Assert.AreEqual(16, matrix.Bytes);
        CollectionAssert.AreEqual(new float[] { 1, 2 }, matrix[0].ToArray());
        FeatureMatrix selection = matrix.Select([1, 1, 0]);
        Assert.AreEqual(3, selection.Rows);
        CollectionAssert.AreEqual(new float[] { 3, 4 }, selection[1].ToArray());
        Assert.IsTrue(selection[2] == matrix[0]);
    }

    [TestMethod]
    public void ARowOfAnotherLengthAndNoColumnsAreRefused()
    {
        var matrix = new FeatureMatrix(2);
        matrix.Add([1, 2]);
        Assert.AreEqual(
            "Row 1 has 3 values, but the matrix has 2 columns. (Parameter 'features')",
            Assert.Throws<ArgumentException>(() => matrix.Add([1, 2, 3])).Message);
        Assert.AreEqual(
            "A feature matrix has at least one column. (Parameter 'columns')" + Environment.NewLine + "Actual value was 0.",
            Assert.Throws<ArgumentOutOfRangeException>(() => new FeatureMatrix(0)).Message);
    }
}
