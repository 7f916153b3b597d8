using System.Runtime.InteropServices;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>
/// Ctrl-C (SIGINT) and SIGTERM as a request to stop: what is finished is still written. A second one ends the process at once.
/// </summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>How long after the request a run may last; whoever presses Ctrl-C expects to get the terminal back.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1.7);

    private static readonly TimeSpan LastWord = TimeSpan.FromSeconds(0.1);

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _signals;

    internal Interruption() =>
        _signals = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal => PosixSignalRegistration.Create(signal, Handle))];

    internal CancellationToken Token => _source.Token;

    /// <summary>Runs the work to its end, but not on after a request to stop: what it waits for, a disk that does not answer, is not waited
    /// for.</summary>
    internal int Run(Func<int> work, ToolConsole console)
    {
        Task<int> task = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            Task.WhenAny(task).Wait(Token);
        }
        catch (OperationCanceledException) when (!Task.WhenAny(task).Wait(Grace, CancellationToken.None))
        {
            // Whoever should read standard error may be what is waited for.
            Task.Run(() => console.Error.WriteLine("sppnet: cancelled; what did not stop in time was given up.")).Wait(LastWord);
            Environment.Exit(ExitCode.Cancelled);
        }
        catch (OperationCanceledException)
        {
        }

        try
        {
            return task.GetAwaiter().GetResult();
        }
#pragma warning disable CA1031 // What fails before the commands run, such as loading an assembly that is not there, is a sentence too.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Failures.Report(console, exception, Token);
        }
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in _signals)
            signal.Dispose();
        _source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = !_source.IsCancellationRequested;
        _source.Cancel();
    }
}
