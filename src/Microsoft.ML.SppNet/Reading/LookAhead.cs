namespace Microsoft.ML.SppNet.Reading;

/// <summary>What was read and prepared, in memory that its user gives back.</summary>
internal interface IPrepared : IDisposable
{
    /// <summary>Memory that it takes.</summary>
    long Bytes { get; }
}

/// <summary>Something still to be read and prepared, on any thread, with what it is known by.</summary>
internal readonly record struct ReadJob<TKey, TPrepared>(TKey Key, Func<TPrepared> Prepare);

/// <summary>One item: prepared, or the error that kept it from being.</summary>
internal readonly record struct ReadItem<TKey, TPrepared>(TKey Key, TPrepared? Prepared, Exception? Error);

/// <summary>Items that are ready for the network.</summary>
/// <param name="Items">In the source's order.</param>
/// <param name="IsLast">Whether the source has ended.</param>
/// <param name="Fault">What the source itself threw after the last of the items.</param>
internal sealed record LookAhead<TKey, TPrepared>(IReadOnlyList<ReadItem<TKey, TPrepared>> Items, bool IsLast, Exception? Fault)
    : IDisposable
    where TPrepared : class, IPrepared
{
    public void Dispose()
    {
        foreach (ReadItem<TKey, TPrepared> item in Items)
            item.Prepared?.Dispose();
    }
}
