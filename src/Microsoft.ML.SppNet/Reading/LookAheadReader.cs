namespace Microsoft.ML.SppNet.Reading;

/// <summary>
/// Reads and prepares on all cores what the network runs on next: while the network runs over one look-ahead, the next is read. Memory is
/// bounded by two look-aheads, and a look-ahead by count and bytes.
/// </summary>
/// <remarks>For one consumer. The source of jobs is enumerated on one thread at a time, though not always the same.</remarks>
/// <param name="jobs">What to read, in the order of the items.</param>
/// <param name="most">Items of a look-ahead at most; see <see cref="DeviceBatching.LookAhead"/>.</param>
/// <param name="cancellation">Ends the reading; what is prepared by then is given back.</param>
internal sealed class LookAheadReader<TKey, TPrepared>(IEnumerable<ReadJob<TKey, TPrepared>> jobs, int most, CancellationToken cancellation)
    : IDisposable
    where TPrepared : class, IPrepared
{
    /// <summary>Photographs at a few hundred pixels stay far below it; a few large ones fill it.</summary>
    private const long MaximumBytes = 256L << 20;

    private static readonly int Degree = Math.Clamp(Environment.ProcessorCount, 1, 8);

    private readonly IEnumerator<ReadJob<TKey, TPrepared>> _jobs = jobs.GetEnumerator();
    private Task<LookAhead<TKey, TPrepared>>? _next;
    private int _size = 1;

    /// <summary>Waits for the next items, and begins to read those after them; the caller disposes what it gets.</summary>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    internal LookAhead<TKey, TPrepared> Next()
    {
        Task<LookAhead<TKey, TPrepared>> current = _next ?? Start(_size);
        _next = null;
        LookAhead<TKey, TPrepared> ahead = current.GetAwaiter().GetResult();
        // They grow from 1, so that the first item comes at once.
        _size = Math.Min(2 * _size, most);
        // The very first item is run alone: whoever wants one does not pay for a second.
        if (!ahead.IsLast && _size > 2)
            _next = Start(_size);
        return ahead;
    }

    /// <summary>Gives back what was read and not asked for. Cancel first: a look-ahead under way is waited for.</summary>
    public void Dispose()
    {
        try
        {
            _next?.GetAwaiter().GetResult().Dispose();
        }
        catch (Exception)
        {
            // Cancelled or failed: nobody waits for these items any more.
        }

        _next = null;
        _jobs.Dispose();
    }

    private Task<LookAhead<TKey, TPrepared>> Start(int size) => Task.Run(() => Read(size), cancellation);

    /// <summary>Reads up to <paramref name="size"/> items, fewer where they are large or the source ends.</summary>
    private LookAhead<TKey, TPrepared> Read(int size)
    {
        var running = new List<Task<ReadItem<TKey, TPrepared>>>();
        bool last = false;
        Exception? fault = null;
        try
        {
            for (long bytes = 0; running.Count < size && bytes < MaximumBytes && !last;)
            {
                cancellation.ThrowIfCancellationRequested();
                if (!_jobs.MoveNext())
                {
                    last = true;
                    break;
                }

                ReadJob<TKey, TPrepared> job = _jobs.Current;
                running.Add(Task.Run(() => Prepare(job), CancellationToken.None));
                if (running.Count >= Degree)
                    bytes += running[^Degree].GetAwaiter().GetResult().Prepared?.Bytes ?? 0;
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or OutOfMemoryException)
        {
            foreach (Task<ReadItem<TKey, TPrepared>> task in running)
                task.GetAwaiter().GetResult().Prepared?.Dispose();
            throw;
        }
        catch (Exception exception)
        {
            (last, fault) = (true, exception);
        }

        return new LookAhead<TKey, TPrepared>([.. running.Select(task => task.GetAwaiter().GetResult())], last, fault);
    }

    private static ReadItem<TKey, TPrepared> Prepare(ReadJob<TKey, TPrepared> job)
    {
        try
        {
            return new(job.Key, job.Prepare(), null);
        }
        catch (Exception exception)
        {
            // It is told in the item's place: those before it are still good.
            return new(job.Key, null, exception);
        }
    }
}
