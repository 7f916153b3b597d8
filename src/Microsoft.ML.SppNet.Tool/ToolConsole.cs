namespace Microsoft.ML.SppNet.Tool;

/// <summary>Where the tool writes.</summary>
/// <param name="Output">Results.</param>
/// <param name="Error">Progress and what went wrong.</param>
/// <param name="Interactive">Whether somebody watches <paramref name="Error"/> on a terminal.</param>
internal sealed record ToolConsole(TextWriter Output, TextWriter Error, bool Interactive)
{
    /// <summary>The width of the terminal now: windows are resized.</summary>
    internal Func<int> Columns { get; init; } = () => 80;

    /// <summary>What the work goes on in spite of.</summary>
    internal void Warn(string sentence) => Error.WriteLine($"sppnet: warning: {sentence}");
}
