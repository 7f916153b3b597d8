using System.Globalization;
using System.Text.RegularExpressions;
using SkiaSharp;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public partial class ExplanationSampleTests
{
    [TestMethod]
    public void BiasAndCellsAddUpAndThePictureIsDrawn()
    {
        using var folder = new TemporaryFolder();
        ChildProcess run = ChildProcess.Run(folder.Root, "dotnet", "exec", SharedData.Sample("Explanation"), "out.png")
            .Succeeded("the sample");
        IEnumerable<Group> numbers = Sum().Match(run.Output).Groups.Values.Skip(1);
        double[] sum = [.. numbers.Select(group => double.Parse(group.Value, CultureInfo.InvariantCulture))];
        Assert.AreEqual(sum[0], sum[1] + sum[2], 2e-4, run.Output);
        using SKBitmap picture = SKBitmap.Decode(folder["out.png"]);
        Assert.IsGreaterThan(100, picture.Width);
    }

    [GeneratedRegex(@"^disc: score ([-0-9.]+) = bias ([-0-9.]+) \+ cells ([-0-9.]+)\r?$", RegexOptions.Multiline)]
    private static partial Regex Sum();
}
