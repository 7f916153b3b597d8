using Microsoft.ML.SppNet.Protocols;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>
/// The page of <c>fit --report</c>: how good the model is, what it takes for what, where it errs although it is sure, and whether its
/// probabilities hold.
/// </summary>
internal static class FitPage
{
    private const int Mistakes = 24, WorstClasses = 15;

    internal static void Write(string path, string name, FitReport report, ImageClassifier fitted, ClassFolder data) => HtmlPage.Write(
        path, $"Classifier of {name}",
        HtmlPage.Facts(
            ("accuracy", $"{Percent.Text(report.Accuracy)} %"),
            ("mean per class", $"{Percent.Text(report.MeanPerClassAccuracy)} %"),
            ("expected calibration error", $"{Percent.Text(report.CalibrationError)} %"),
            ("classes", $"{report.Classes}"),
            ("images to train", $"{report.Train}"),
            ("images to test", $"{report.Test}")),
        report.Test == 0 ? "<p>No image was kept for testing: of the model's quality nothing is known.</p>" : Tested(fitted, data));

    private static string Tested(ImageClassifier fitted, ClassFolder data) => string.Join('\n',
        "<p>All numbers are of the test images, which the model was not trained on.</p>",
        "<h2>What was taken for what</h2>",
        ConfusionChart.Sections(fitted.Confusion),
        ClassTable(fitted),
        "<h2>The most confident mistakes</h2>",
        MistakeFigures(fitted, data),
        "<h2>Are the probabilities right?</h2>",
        """
        <p>Each bar is the share of right answers among those of about the same probability; where probabilities mean what they say, the
        bars end on the dashed line. A dot is the larger the more answers there are, and stands at their mean probability. The expected
        calibration error is the dots' mean distance from the line, upwards or downwards.</p>
        """,
        ReliabilityChart.Figure(fitted.Reliability));

    private static string ClassTable(ImageClassifier fitted)
    {
        var tested = Enumerable.Range(0, fitted.Confusion.ClassNames.Count).Where(index => fitted.Confusion.CountOf(index) > 0).ToArray();
        IEnumerable<string> rows = tested.OrderBy(fitted.Confusion.Recall).Take(WorstClasses).Select(index => $"""
            <tr><td>{HtmlPage.Text(fitted.Confusion.ClassNames[index])}</td>
            <td class="number">{Percent.Text(Percent.Of(fitted.Confusion.Recall(index)))} % of {fitted.Confusion.CountOf(index)}</td></tr>
            """);
        string title = tested.Length > WorstClasses ? $"The {WorstClasses} classes recognised worst" : "Class by class";
        return $"<h2>{title}</h2>\n<table>{string.Join('\n', rows)}</table>";
    }

    private static string MistakeFigures(ImageClassifier fitted, ClassFolder data)
    {
        TestAnswer[] wrong = [.. fitted.Answers.Where(answer => answer.Predicted != data.Labels[answer.Image])
            .OrderByDescending(answer => answer.Probability).ThenBy(answer => answer.Image)];
        if (wrong.Length == 0)
            return "<p>There is none: every test image was recognised.</p>";
        string number = wrong.Length > Mistakes ? $"<p>{Mistakes} of {wrong.Length}, the surest first.</p>\n" : "";
        IEnumerable<string> figures = wrong.Take(Mistakes).Select(answer => Mistake(answer, data));
        return $"""
            {number}<div class="grid" style="grid-template-columns: repeat(auto-fill, minmax(150px, 1fr))">
            {string.Join('\n', figures)}
            </div>
            """;
    }

    private static string Mistake(TestAnswer answer, ClassFolder data)
    {
        LabeledImage image = data.Images[answer.Image];
        return $"""
            <figure><img src="{Thumbnail.Of(image.Path)}" alt="{HtmlPage.Text(image.Name)}">
            <b>{HtmlPage.Text(data.Classes[image.ClassIndex])}</b> taken for <b>{HtmlPage.Text(data.Classes[answer.Predicted])}</b> with {
            Percent.Text(Percent.Of(answer.Probability))}&nbsp;%<br>{HtmlPage.Text(image.Name)}</figure>
            """;
    }
}
