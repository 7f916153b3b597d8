namespace Microsoft.ML.SppNet.Numerics;

/// <summary>How many threads take part in one run's arithmetic, in the whole process.</summary>
internal static class ComputeThreads
{
    private static int _chosen;

    /// <summary>The number in use: what was chosen, or one for each processor that this process may use.</summary>
    internal static int Count => Chosen ?? Environment.ProcessorCount;

    /// <summary>What was chosen; null where nobody has chosen. libtorch takes it over where it is used.</summary>
    internal static int? Chosen => Volatile.Read(ref _chosen) is > 0 and var chosen ? chosen : null;

    /// <exception cref="ArgumentOutOfRangeException">Fewer than 1.</exception>
    internal static void Choose(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Volatile.Write(ref _chosen, count);
    }
}
