using System.Diagnostics;

namespace Microsoft.ML.SppNet.Numerics;

/// <summary>
/// Waits for another thread: first without leaving the core, since what is waited for takes microseconds, and since of two threads that
/// keep yielding to each other on one core the system sees no need to move either to a free one; after a while it lets others run.
/// </summary>
internal struct SpinThenYield
{
    private static readonly long Long = Stopwatch.Frequency / 5000;

    private long _since;

    /// <summary>Waits a moment.</summary>
    internal void Wait()
    {
        if (_since == 0)
            _since = Stopwatch.GetTimestamp();
        if (Stopwatch.GetTimestamp() - _since < Long)
            Thread.SpinWait(10);
        else
            Thread.Yield();
    }

    /// <summary>What was waited for came.</summary>
    internal void Reset() => _since = 0;
}
