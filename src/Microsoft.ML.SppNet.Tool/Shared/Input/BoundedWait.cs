namespace Microsoft.ML.SppNet.Tool;

/// <summary>Waits for what may not hear of a cancellation, such as a read from a disk that does not answer, no longer than a second after
/// it.</summary>
internal static class BoundedWait
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    /// <exception cref="OperationCanceledException">Cancelled, and no result came in time.</exception>
    internal static T For<T>(Func<T> work, CancellationToken cancellation)
    {
        Task<T> task = Task.Run(work, CancellationToken.None);
        try
        {
            Task.WhenAny(task).Wait(cancellation);
        }
        catch (OperationCanceledException) when (!Task.WhenAny(task).Wait(Limit, CancellationToken.None))
        {
            throw;
        }
        catch (OperationCanceledException)
        {
        }

        return task.GetAwaiter().GetResult();
    }
}
