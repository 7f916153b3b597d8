using System.Globalization;
using Microsoft.ML.SppNet.Training;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>A line per epoch, and a bar within it.</summary>
internal sealed class TrainView(ToolConsole console, bool quiet) : IProgress<TrainingProgress>, IDisposable
{
    private ProgressBar? _bar;
    private int _epoch;

    public void Report(TrainingProgress value)
    {
        if (value.Finished is { } epoch)
        {
            Clear();
            string validation = double.IsNaN(epoch.ValidationAccuracy)
                ? ""
                : string.Create(CultureInfo.InvariantCulture,
                    $", validation loss {epoch.ValidationLoss:F4}, accuracy {100 * epoch.ValidationAccuracy:F2} %");
            if (!quiet)
                console.Error.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"epoch {epoch.Epoch}/{value.Epochs} at {epoch.Size}: loss {epoch.TrainLoss:F4}{validation}, rate "
                        + $"{epoch.LearningRate:g3}, {epoch.Seconds:F1} s"));
            return;
        }

        if (_bar is null || _epoch != value.Epoch)
        {
            Clear();
            _epoch = value.Epoch;
            _bar = new ProgressBar(console, quiet, value.Images, lines: TimeSpan.FromSeconds(30));
        }

        _bar.Report(value.ImagesDone);
    }

    /// <summary>Takes the bar away.</summary>
    internal void Clear()
    {
        _bar?.Dispose();
        _bar = null;
    }

    public void Dispose() => Clear();
}
