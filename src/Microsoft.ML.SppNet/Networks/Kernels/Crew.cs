namespace Microsoft.ML.SppNet;

/// <summary>
/// Runs phases one after the other on the calling thread and on as many of the pool's as come. Tasks are handed out by a counter, so a thread that comes
/// late, or never because the pool decodes images, delays nobody: the caller waits only for tasks that somebody has begun.
/// </summary>
/// <remarks>
/// A network has dozens of phases of less than a millisecond: waking threads for each of them, as <see cref="Parallel"/> does, would cost
/// as much as small convolutions take, and so would threads that wait for one another at every phase while the machine has other work.
/// </remarks>
internal sealed unsafe class Crew : IThreadPoolWorkItem
{
    private const int Over = int.MaxValue;

    private readonly IReadOnlyList<Phase> _phases;
    private readonly float* _memory;
    private readonly float* _scratch;
    private readonly long _scratchLength;
    private readonly int[] _finished;
    private int _members;
    private Exception? _failure;

    /// <summary>Number of the current phase in the upper half, number of its next task in the lower.</summary>
    private long _next;

    private Crew(IReadOnlyList<Phase> phases, float* memory, float* scratch, long scratchLength)
    {
        (_phases, _scratchLength) = (phases, scratchLength);
        _memory = memory;
        _scratch = scratch;
        _finished = new int[phases.Count];
    }

    /// <summary>Runs all phases; returns when the last is done.</summary>
    /// <param name="phases">The phases in order.</param>
    /// <param name="threads">How many threads take part at most, the caller's included.</param>
    /// <param name="memory">The run's memory.</param>
    /// <param name="scratch">Memory for the threads' own use, <paramref name="scratchLength"/> floats for each.</param>
    /// <param name="scratchLength">Floats of scratch memory per thread.</param>
    internal static void Run(IReadOnlyList<Phase> phases, int threads, float* memory, float* scratch, long scratchLength)
    {
        var crew = new Crew(phases, memory, scratch, scratchLength) { _next = Over * (1L << 32) };
        for (int index = 0; index < phases.Count; index++)
        {
            phases[index].Prepare(memory);
            Volatile.Write(ref crew._next, (long)index << 32);
            for (; index == 0 && threads > 1; threads--)
                ThreadPool.UnsafeQueueUserWorkItem(crew, preferLocal: false);
            crew.Take(index, scratch);
            var wait = new SpinWait();
            while (Volatile.Read(ref crew._finished[index]) < phases[index].Tasks)
                wait.SpinOnce(sleep1Threshold: -1);
        }

        Volatile.Write(ref crew._next, (long)Over << 32);
        if (crew._failure is { } failure)
            throw new InvalidOperationException($"A task of the network failed: {failure.Message}", failure);
    }

    void IThreadPoolWorkItem.Execute()
    {
        float* scratch = _scratch + Interlocked.Increment(ref _members) * _scratchLength;
        var wait = new SpinWait();
        for (int phase = Current; phase != Over; phase = Current)
        {
            if (Take(phase, scratch))
                wait.Reset();
            else
                wait.SpinOnce(sleep1Threshold: -1);
        }
    }

    private int Current => (int)(Volatile.Read(ref _next) >> 32);

    /// <summary>Takes tasks while the phase has any; returns whether there was one.</summary>
    private bool Take(int phase, float* scratch)
    {
        bool any = false;
        // Looking before taking keeps threads that have nothing to do from writing to the counter that the others use.
        while (Volatile.Read(ref _next) is var seen && seen >> 32 == phase && (int)seen < _phases[phase].Tasks)
        {
            // Between the look and the step the phase may have changed: the number that comes back says which task of which phase is ours.
            long taken = Interlocked.Increment(ref _next) - 1;
            (phase, int task) = ((int)(taken >> 32), (int)taken);
            if (phase == Over || task >= _phases[phase].Tasks)
                return any;
            any = true;
            try
            {
                _phases[phase].Run(_memory, scratch, task);
            }
            catch (Exception exception)
            {
                _failure = exception;
            }

            Interlocked.Increment(ref _finished[phase]);
        }

        return any;
    }
}
