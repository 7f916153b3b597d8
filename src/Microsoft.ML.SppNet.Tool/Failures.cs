using System.Reflection;
using Microsoft.ML.SppNet.TorchLoading;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>Turns what went wrong into a sentence on standard error and an exit code.</summary>
internal static class Failures
{
    internal static int Report(ToolConsole console, Exception exception, CancellationToken cancellation)
    {
        if (exception is OperationCanceledException && cancellation.IsCancellationRequested)
        {
            console.Error.WriteLine("sppnet: cancelled.");
            return ExitCode.Cancelled;
        }

        console.Error.WriteLine($"sppnet: {Sentence(exception)}");
        return exception is ToolException known ? known.ExitCode : ExitCode.Failed;
    }

    /// <summary>The message without the name and value of our own parameter, which .NET adds and which mean nothing to a user.</summary>
    internal static string Sentence(Exception exception)
    {
        // .NET's wrappers say nothing but that something went wrong inside: a native library that does not load, say.
        if (exception is TypeInitializationException or TargetInvocationException && exception.InnerException is { } inner)
            return Sentence(inner);
        if (exception is LibTorchException { Facts.LibTorchPath: null } missing)
        {
            return $"libtorch is needed here, because {missing.Reason}, and the tool comes without it: "
                + "from a clone, TORCH_BACKEND=cpu build/sppnet.sh runs it with one.";
        }

        if (exception is not ArgumentException { ParamName: { } name })
            return exception.Message;
        string message = exception.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal);
        int value = exception is ArgumentOutOfRangeException { ActualValue: not null } ? message.LastIndexOf('\n') : -1;
        return value < 0 ? message : message[..value].TrimEnd('\r');
    }
}
