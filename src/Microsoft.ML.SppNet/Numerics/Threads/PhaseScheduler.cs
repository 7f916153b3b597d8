namespace Microsoft.ML.SppNet.Numerics;

/// <summary>
/// Runs phases one after the other on the calling thread and on as many of <see cref="KernelThreads"/> as come. Each thread has its share
/// of a phase's tasks, the same part of the map in phase after phase, so that it finds in its own cache what it wrote; whoever is done
/// takes from the others. A thread that comes late or never, because the machine has other work, delays nobody: the caller waits only for
/// tasks that somebody has begun.
/// </summary>
/// <remarks>
/// A network has dozens of phases of less than a millisecond: waking threads for each of them, as <see cref="Parallel"/> does, would cost
/// as much as small convolutions take.
/// </remarks>
internal sealed unsafe class PhaseScheduler
{
    private const int Over = int.MaxValue;

    /// <summary>Longs from one counter to the next: two cache lines, which processors fetch together.</summary>
    private const int Spacing = 16;

    private readonly IReadOnlyList<Phase> _phases;
    private readonly float* _memory;
    private readonly float* _scratch;
    private readonly long _scratchLength;
    private readonly int _threads, _core = ProcessorCore.Current;

    /// <summary>For each thread's share the current phase in the upper half, the next task in the lower; behind them, per phase, how many
    /// tasks are done.</summary>
    private readonly long[] _counters;
    private int _members;
    private Exception? _failure;

    private PhaseScheduler(IReadOnlyList<Phase> phases, int threads, float* memory, float* scratch, long scratchLength)
    {
        (_phases, _threads, _scratchLength) = (phases, threads, scratchLength);
        _memory = memory;
        _scratch = scratch;
        _counters = new long[(threads + 2) * Spacing + phases.Count];
        Open(Over);
    }

    /// <summary>Runs all phases; returns when the last is done.</summary>
    /// <param name="phases">The phases in order.</param>
    /// <param name="threads">How many threads take part at most, the caller's included.</param>
    /// <param name="memory">The run's memory.</param>
    /// <param name="scratch">Memory for the threads' own use, <paramref name="scratchLength"/> floats for each.</param>
    /// <param name="scratchLength">Floats of scratch memory per thread.</param>
    internal static void Run(IReadOnlyList<Phase> phases, int threads, float* memory, float* scratch, long scratchLength)
    {
        var scheduler = new PhaseScheduler(phases, threads, memory, scratch, scratchLength);
        try
        {
            for (int index = 0; index < phases.Count; index++)
                scheduler.Run(index);
        }
        finally
        {
            // Whatever happened: helpers look for the next phase until they are told that there is none.
            scheduler.Open(Over);
        }

        if (scheduler._failure is { } failure)
            throw new InvalidOperationException($"A task of the network failed: {failure.Message}", failure);
    }

    /// <summary>Runs phases that need no memory beside their own.</summary>
    internal static void Run(IReadOnlyList<Phase> phases, int threads) => Run(phases, threads, null, null, 0);

    private void Run(int phase)
    {
        _phases[phase].Prepare(_memory);
        Open(phase);
        if (phase == 0)
            KernelThreads.Ask(this, _threads - 1);
        Work(0, _scratch);
        var waiting = default(SpinThenYield);
        while (Volatile.Read(ref Done(phase)) < _phases[phase].Tasks)
            waiting.Wait();
    }

    /// <summary>Helps until the run is over.</summary>
    internal void Join()
    {
        ProcessorCore.Leave(_core);
        int member = Interlocked.Increment(ref _members);
        var waiting = default(SpinThenYield);
        while (PhaseOf(Volatile.Read(ref Share(member))) != Over)
        {
            if (Work(member, _scratch + member * _scratchLength))
                waiting.Reset();
            else
                waiting.Wait();
        }
    }

    private void Open(int phase)
    {
        for (int member = 0; member < _threads; member++)
            Volatile.Write(ref Share(member), (long)phase << 32);
    }

    /// <summary>Does tasks of one's own share, then of the others'; returns whether there was one.</summary>
    private bool Work(int member, float* scratch)
    {
        bool any = false;
        for (int offset = 0; offset < _threads; offset++)
        {
            int share = (member + offset) % _threads;
            while (Take(share, out int phase, out int task))
            {
                any = true;
                Run(phase, task, scratch);
            }
        }

        return any;
    }

    private bool Take(int share, out int phase, out int task)
    {
        ref long counter = ref Share(share);
        (phase, task) = (0, 0);
        // Looking before taking keeps threads that have nothing to do from writing to the counters that others use.
        if (!IsTask(Volatile.Read(ref counter), share, ref phase, ref task))
            return false;
        // Between the look and the step the phase may have changed: the number that comes back says which task of which phase is ours.
        return IsTask(Interlocked.Increment(ref counter) - 1, share, ref phase, ref task);
    }

    private bool IsTask(long counter, int share, ref int phase, ref int task)
    {
        phase = PhaseOf(counter);
        if (phase == Over)
            return false;
        long tasks = _phases[phase].Tasks;
        task = (int)(tasks * share / _threads) + (int)counter;
        return task < tasks * (share + 1) / _threads;
    }

    private void Run(int phase, int task, float* scratch)
    {
        try
        {
            _phases[phase].Run(_memory, scratch, task);
        }
        catch (Exception exception)
        {
            _failure = exception;
        }

        Interlocked.Increment(ref Done(phase));
    }

    private static int PhaseOf(long counter) => (int)(counter >> 32);

    private ref long Share(int member) => ref _counters[member * Spacing];

    private ref long Done(int phase) => ref _counters[(_threads + 1) * Spacing + phase];
}
