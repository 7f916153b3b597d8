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
                ? "<h2>Validation images recognised, percent</h2>" + LineChart.Figure("Accuracy of each epoch", "epoch", new ChartLine("validation", Validation, accuracies))
                : "",
            Table(epochs));
    }

    private static string Table(IReadOnlyList<TrainingEpoch> epochs)
    {
        IEnumerable<string> rows = epochs.Select(epoch => string.Create(
            CultureInfo.InvariantCulture,
            $"<tr><td class=\"number\">{epoch.Epoch}</td><td class=\"number\">{epoch.Size}</td><td class=\"number\">{epoch.TrainLoss:F4}</td><td class=\"number\">{epoch.ValidationLoss:F4}</td><td class=\"number\">{100 * epoch.ValidationAccuracy:F2}</td><td class=\"number\">{epoch.LearningRate:G3}</td><td class=\"number\">{epoch.Seconds:F1}</td></tr>"));
        return $"""
            <h2>Epoch by epoch</h2>
            <table><tr><th>epoch</th><th>size</th><th>loss</th><th>validation loss</th><th>accuracy, %</th><th>rate</th><th>seconds</th></tr>
            {string.Join('\n', rows)}
            </table>
            """;
    }
}
