using System.Globalization;
using Microsoft.ML.SppNet.Training;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>The page of <c>train --report</c>: losses and accuracy epoch by epoch.</summary>
internal static class TrainPage
{
    private const string Training = "#08519c", Validation = "#b2182b";

    internal static void Write(string path, string name, SppNetwork network, TrainingReport report)
    {
        IReadOnlyList<TrainingEpoch> epochs = report.Epochs;
        double[] accuracies = [.. epochs.Select(epoch => 100 * epoch.ValidationAccuracy)];
        string best = report.BestEpoch > 0 && !double.IsNaN(accuracies[report.BestEpoch - 1])
            ? $"{Percent.Text(accuracies[report.BestEpoch - 1])} % on validation images after epoch {report.BestEpoch}"
            : "Nothing was validated";
        HtmlPage.Write(
            path, $"Training on {name}",
            $"<p>{HtmlPage.Text($"{network.Architecture}, {network.ParameterCount:N0} parameters.")} {HtmlPage.Text(best)}.</p>",
            "<h2>Loss</h2>",
            LineChart.Figure(
                "Loss of each epoch", "epoch", new ChartLine("training", Training, [.. epochs.Select(epoch => epoch.TrainLoss)]),
                new ChartLine("validation", Validation, [.. epochs.Select(epoch => epoch.ValidationLoss)])),
            accuracies.Any(double.IsFinite)
                ? "<h2>Validation images recognised, percent</h2>"
                    + LineChart.Figure("Accuracy of each epoch", "epoch", new ChartLine("validation", Validation, accuracies))
                : "",
            Table(epochs));
    }

    private static string Table(IReadOnlyList<TrainingEpoch> epochs)
    {
        string[] titles = ["epoch", "size", "loss", "validation loss", "accuracy, %", "rate", "seconds"];
        IEnumerable<string> rows = epochs.Select(epoch => string.Concat(
            Cell(epoch.Epoch, "F0"), Cell(epoch.Size, "F0"), Cell(epoch.TrainLoss, "F4"), Cell(epoch.ValidationLoss, "F4"),
            Cell(100 * epoch.ValidationAccuracy, "F2"), Cell(epoch.LearningRate, "G3"), Cell(epoch.Seconds, "F1")));
        return $"""
            <h2>Epoch by epoch</h2>
            <table><tr>{string.Concat(titles.Select(title => $"<th>{title}</th>"))}</tr>
            {string.Join('\n', rows.Select(row => $"<tr>{row}</tr>"))}
            </table>
            """;
    }

    private static string Cell(double value, string format) =>
        $"""<td class="number">{value.ToString(format, CultureInfo.InvariantCulture)}</td>""";
}
