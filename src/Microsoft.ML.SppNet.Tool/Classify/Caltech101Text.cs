using System.Globalization;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>The results of Caltech-101 for people.</summary>
internal static class Caltech101Text
{
    private const int Worst = 10;

    internal static void Write(Caltech101Report report, TextWriter output)
    {
        string time = ClassifyText.Time(report.SecondsExtract, report.FromCache, report.SecondsTrain);
        output.WriteLine(
            $"{report.Images} images, {report.Classes} classes, {report.Splits.Count} splits, {report.Dimensions} dimensions; {time}");
        output.WriteLine(
            $"Mean per class {Percent.Text(report.MeanPerClassAccuracy)} % (standard deviation {Percent.Text(report.StandardDeviation)}), "
            + $"overall {Percent.Text(report.OverallAccuracy)} %");
        double[] costs = [.. report.Splits.Select(split => split.Cost).Distinct()];
        output.WriteLine($"Cost {string.Join(", ", costs.Select(cost => cost.ToString(CultureInfo.InvariantCulture)))}");
        output.WriteLine(report.Classes > Worst ? $"The {Worst} classes recognised worst, percent:" : "By class, percent:");
        IEnumerable<KeyValuePair<string, double?>> worst = report.PerClass.OrderBy(pair => pair.Value).Take(Worst);
        TextTable.Write(output, [.. worst.Select(pair => (string[])[pair.Key, Percent.Text(pair.Value)])]);
    }

    internal static void Write(TapsReport report, TextWriter output)
    {
        string time = ClassifyText.Time(report.SecondsExtract, report.FromCache, report.SecondsTrain);
        output.WriteLine($"{report.Images} images, {report.Classes} classes; {time}");
        output.WriteLine("Mean per-class accuracy in percent, with its standard deviation over the splits:");
        TextTable.Write(output, [
            ["tap", "dimensions", "SVM", "", "softmax", ""],
            .. report.Taps.Select(Row),
        ]);
    }

    private static string[] Row(TapAnalysis tap) =>
        [tap.Tap, tap.Dimensions.ToString(CultureInfo.InvariantCulture), .. Cells(tap.Svm), .. Cells(tap.Softmax)];

    private static string[] Cells(Caltech101Scores scores) =>
        [Percent.Text(scores.MeanPerClassAccuracy), $"± {Percent.Text(scores.StandardDeviation)}"];
}
