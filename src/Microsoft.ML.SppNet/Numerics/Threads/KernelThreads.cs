using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Microsoft.ML.SppNet.Numerics;

/// <summary>
/// Threads that wait to help with runs. After a run each looks out for the next for a moment before it sleeps: images come one upon the
/// other, and waking a thread, often on the core that is busy already, costs more than a small network's whole run.
/// </summary>
internal static class KernelThreads
{
    private const double LookOutMilliseconds = 1;

    private static readonly ConcurrentQueue<PhaseScheduler> Asked = new();
    private static readonly SemaphoreSlim Asleep = new(0);
    private static readonly Lock Gate = new();
    private static int _threads;

    /// <summary>Asks for so many threads to join a run.</summary>
    internal static void Ask(PhaseScheduler scheduler, int count)
    {
        lock (Gate)
        {
            while (_threads < count && Start())
                _threads++;
        }

        for (int index = 0; index < count; index++)
            Asked.Enqueue(scheduler);
        if (count > 0)
            Asleep.Release(count);
    }

    /// <summary>Starts a thread; where the system allows no more, those there are have to do.</summary>
    private static bool Start()
    {
        try
        {
            new Thread(Help) { IsBackground = true, Name = "SppNet kernels" }.UnsafeStart();
            return true;
        }
        catch (Exception exception) when (exception is OutOfMemoryException or ThreadStartException)
        {
            return false;
        }
    }

    private static void Help()
    {
        while (true)
        {
            long since = Stopwatch.GetTimestamp();
            var waiting = default(SpinThenYield);
            while (Asked.IsEmpty && Stopwatch.GetElapsedTime(since).TotalMilliseconds < LookOutMilliseconds)
                waiting.Wait();
            Asleep.Wait();
            Join();
        }
    }

    /// <summary>A method of its own: a thread that waits must not keep the last run, and with it a whole network's weights, from being
    /// collected.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Join()
    {
        if (Asked.TryDequeue(out PhaseScheduler? scheduler))
            scheduler.Join();
    }
}
