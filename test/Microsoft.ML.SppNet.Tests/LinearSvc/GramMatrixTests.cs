using Microsoft.ML.SppNet.LinearSvc;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class GramMatrixTests
{
    [TestMethod]
    [DataRow(1, 1)]
    [DataRow(5, 3)]
    [DataRow(16, 256)]
    [DataRow(97, 257)]
    [DataRow(205, 600)]
    public void EveryProductIsThatOfItsRows(int rows, int columns)
    {
        var random = new Random(rows);
        var features = new FeatureMatrix(columns);
        for (int row = 0; row < rows; row++)
            features.Add([.. Enumerable.Range(0, columns).Select(_ => (float)(random.NextDouble() - 0.3))]);
        GramMatrix gram = GramMatrix.Compute(features, new ParallelOptions { MaxDegreeOfParallelism = 3 });
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < rows; j++)
            {
                double expected = 0;
                for (int k = 0; k < columns; k++)
                    expected += (double)features[i][k] * features[j][k];
                Assert.AreEqual(expected, gram[i][j], 1e-5 * columns);
                Assert.AreEqual(gram[j][i], gram[i][j]);
            }

            Assert.IsFalse(gram[i][rows..].ContainsAnyExcept(0f));
        }
    }
}
