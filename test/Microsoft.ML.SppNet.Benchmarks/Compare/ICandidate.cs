namespace Microsoft.ML.SppNet.Benchmarks;

/// <summary>One way to run a trunk over one batch.</summary>
internal interface ICandidate : IDisposable
{
    string Name { get; }

    /// <summary>The maps of one run, [N, C, H, W] in row-major order.</summary>
    float[] Output();

    /// <summary>Runs once, so that caches and threads are its own again, then times runs until the time is over, at least one.</summary>
    /// <returns>Milliseconds of each timed run.</returns>
    double[] Time(TimeSpan budget);
}
