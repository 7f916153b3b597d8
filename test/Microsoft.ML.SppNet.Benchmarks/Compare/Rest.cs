namespace Microsoft.ML.SppNet.Benchmarks;

/// <summary>
/// Waits between candidates. Worker threads of OpenMP and of ONNX Runtime spin for a while after a run, in case another follows: on the
/// next candidate's cores.
/// </summary>
internal static class Rest
{
    private const double Busy = 0.1;

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20), Limit = TimeSpan.FromSeconds(3);

    /// <summary>Returns when this process has used next to no processor time for a step, or fails: nothing here may run on.</summary>
    internal static void Wait()
    {
        TimeSpan waited = TimeSpan.Zero;
        double share;
        do
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            Thread.Sleep(Step);
            waited += Step;
            share = (Environment.CpuUsage.TotalTime - before) / Step;
        }
        while (share > Busy && waited < Limit);

        if (share > Busy)
            throw new InvalidOperationException(
                $"A thread of this process was still busy {Limit.TotalSeconds} s after a candidate's turn.");
    }
}
