using System.Runtime.ExceptionServices;

namespace Microsoft.ML.SppNet.Numerics;

/// <summary>Parallel loops that fail as plain ones do.</summary>
internal static class ParallelWork
{
    /// <summary>What the work gives; the first of its workers' exceptions arrives as itself, not wrapped in an
    /// <see cref="AggregateException"/>.</summary>
    internal static T Unwrapped<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (AggregateException failed)
        {
            ExceptionDispatchInfo.Throw(failed.InnerExceptions[0]);
            throw;
        }
    }
}
