using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.ML.SppNet.Evaluation;
using Microsoft.ML.SppNet.Tool;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public partial class ConfusionChartTests
{
    /// <summary>A page is 1400 pixels wide at most, with 16 on either side.</summary>
    [TestMethod]
    [DataRow(2)]
    [DataRow(20)]
    [DataRow(102)]
    public void TheMatrixFitsOnThePage(int classes)
    {
        var counts = new ConfusionCounts([.. Enumerable.Range(0, classes).Select(index => $"a class with a long name, number {index}")]);
        counts.Add(0, 1);
        string width = Width().Match(ConfusionChart.Sections(counts)).Groups[1].Value;
        Assert.IsInRange(100, 1368, double.Parse(width, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex("<svg width=\"([0-9.]+)\"")]
    private static partial Regex Width();
}
