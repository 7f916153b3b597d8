namespace Microsoft.ML.SppNet.Numerics;

/// <summary>
/// A part of a run that must be whole before the next begins, cut into tasks that any thread may take in any order. What a task computes
/// does not depend on how the phase was cut.
/// </summary>
internal abstract unsafe class Phase
{
    /// <summary>How many tasks there are.</summary>
    internal abstract int Tasks { get; }

    /// <summary>Floats of memory that each thread needs for itself.</summary>
    internal virtual long Scratch => 0;

    /// <summary>Runs on one thread before the first task.</summary>
    internal virtual void Prepare(float* memory)
    {
    }

    /// <summary>Does one task.</summary>
    /// <param name="memory">The run's memory.</param>
    /// <param name="scratch">This thread's own memory.</param>
    /// <param name="task">From 0 to before <see cref="Tasks"/>.</param>
    internal abstract void Run(float* memory, float* scratch, int task);
}
