using Microsoft.ML.SppNet.LinearSvc;

namespace Microsoft.ML.SppNet.Protocols;

/// <summary>How far a protocol has come.</summary>
/// <param name="Done">Steps done: splits, or classes whose cost is chosen and classes that are trained.</param>
/// <param name="Total">All steps.</param>
public readonly record struct ProtocolProgress(int Done, int Total)
{
    /// <summary>Reports each linear SVM that is solved as a step.</summary>
    internal static CountingProgress<ProtocolProgress> Counting(IProgress<ProtocolProgress>? progress, int total) =>
        new(progress, total, (done, all) => new(done, all));
}
