namespace Microsoft.ML.SppNet.Tool;

/// <summary>A failure that is told in one sentence, with the exit code that goes with it.</summary>
internal sealed class ToolException : Exception
{
    private ToolException(int exitCode, string message, Exception? inner)
        : base(message, inner) => ExitCode = exitCode;

    internal int ExitCode { get; }

    internal static ToolException Usage(string message) => new(Tool.ExitCode.WrongUsage, message, null);

    internal static ToolException BadInput(string message, Exception? inner = null) => new(Tool.ExitCode.BadInput, message, inner);

    /// <summary>An image that cannot be read; names the list and line where the image is from one.</summary>
    internal static ToolException BadImage(ImageEntry image, ImageReadException error) =>
        BadInput($"{(image.Listed is { } place ? $"{place}: " : "")}{error.Message}", error);

    internal static ToolException Failed(string message) => new(Tool.ExitCode.Failed, message, null);

    /// <summary>Runs what takes values that the user typed: a value that it refuses is wrong usage.</summary>
    internal static T RefusedAsUsage<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (ArgumentException exception)
        {
            throw Usage(Failures.Sentence(exception));
        }
    }

    /// <summary>Runs what reads a file that the user named: whatever is wrong with the file is bad input.</summary>
    internal static T RefusedAsInput<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw BadInput(exception.Message, exception);
        }
    }
}
