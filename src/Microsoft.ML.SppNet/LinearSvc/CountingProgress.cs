namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>Counts the problems that several trainings solve in one row; never more than were announced.</summary>
/// <param name="progress">Hears of each; null for nobody.</param>
/// <param name="total">Problems in all, as far as is known.</param>
/// <param name="report">Makes a report of what is done and the total.</param>
internal sealed class CountingProgress<T>(IProgress<T>? progress, int total, Func<int, int, T> report) : IProgress<LinearSvcProgress>
{
    private int _done;

    public void Report(LinearSvcProgress value) => Next();

    /// <summary>Counts what is no linear SVM.</summary>
    internal void Next() => progress?.Report(report(Math.Min(Interlocked.Increment(ref _done), total), total));
}
