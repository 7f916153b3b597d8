using Microsoft.ML.SppNet.Detection;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>A training's progress on the terminal: a bar per stage.</summary>
internal sealed class DetectTrainView(ToolConsole console, bool quiet) : IProgress<DetectorTrainingProgress>, IDisposable
{
    private ProgressBar? _bar;
    private DetectorTrainingStage? _stage;

    public void Report(DetectorTrainingProgress value)
    {
        if (value.Stage != _stage)
        {
            Clear();
            _stage = value.Stage;
            _bar = new ProgressBar(console, quiet, value.Total);
            if (!quiet)
                console.Error.WriteLine($"sppnet: {Text(value.Stage)}");
        }

        if (value.Trained is null)
            _bar!.Report(value.Done);
    }

    internal void Clear() => _bar?.Clear();

    public void Dispose() => Clear();

    private static string Text(DetectorTrainingStage stage) => stage switch
    {
        DetectorTrainingStage.Maps => "windows and maps, image by image",
        DetectorTrainingStage.Mining => "hard counterexamples and SVMs, image by image",
        _ => "box regression, class by class",
    };
}
