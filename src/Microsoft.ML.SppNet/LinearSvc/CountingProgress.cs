namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>Counts the classes of several trainings in one row.</summary>
internal sealed class CountingProgress(IProgress<LinearSvcProgress> progress, int total) : IProgress<LinearSvcProgress>
{
    private int _done;

    public void Report(LinearSvcProgress value) => progress.Report(new LinearSvcProgress(++_done, total));
}
