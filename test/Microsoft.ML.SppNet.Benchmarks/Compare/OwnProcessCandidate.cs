using System.Diagnostics;

namespace Microsoft.ML.SppNet.Benchmarks;

/// <summary>A candidate that runs in this process.</summary>
internal abstract class OwnProcessCandidate : ICandidate
{
    public abstract string Name { get; }

    public abstract float[] Output();

    public double[] Time(TimeSpan budget)
    {
        Run();
        var milliseconds = new List<double>();
        for (long start = Stopwatch.GetTimestamp(); milliseconds.Count == 0 || Stopwatch.GetElapsedTime(start) < budget;)
        {
            long before = Stopwatch.GetTimestamp();
            Run();
            milliseconds.Add(Stopwatch.GetElapsedTime(before).TotalMilliseconds);
        }

        return [.. milliseconds];
    }

    public abstract void Dispose();

    protected abstract void Run();
}
