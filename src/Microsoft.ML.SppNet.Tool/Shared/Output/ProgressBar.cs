using System.Diagnostics;
using System.Globalization;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>
/// How much is done and how long the rest will take: on a terminal one line that changes, in a file or pipe a line every few seconds, so
/// that a log shows that the work goes on.
/// </summary>
internal sealed class ProgressBar : IDisposable
{
    private const int LongestBar = 30, ShortestBar = 5;

    private readonly ToolConsole _console;
    private readonly bool _quiet;
    private readonly int _total;
    private readonly TimeSpan _interval;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _next;
    private int _written;

    /// <param name="console">Where to.</param>
    /// <param name="quiet">Whether nothing is wanted.</param>
    /// <param name="total">What is to be done.</param>
    /// <param name="lines">How often a line is written where there is no terminal; null for every 5 seconds.</param>
    internal ProgressBar(ToolConsole console, bool quiet, int total, TimeSpan? lines = null)
    {
        _console = console;
        _quiet = quiet;
        _total = total;
        // Ten times a second: more cannot be read.
        _interval = console.Interactive ? TimeSpan.FromSeconds(0.1) : lines ?? TimeSpan.FromSeconds(5);
        _next = console.Interactive ? TimeSpan.Zero : _interval;
    }

    /// <summary>Shows what is done, where it is time for that.</summary>
    internal void Report(int done)
    {
        TimeSpan elapsed = _watch.Elapsed;
        if (_quiet || (elapsed < _next && !(_console.Interactive && done >= _total)))
            return;
        _next = elapsed + _interval;
        if (_console.Interactive)
            Show(Line(done, _total, elapsed, _console.Columns()));
        else
            _console.Error.WriteLine($"sppnet: {Numbers(done, _total, elapsed)}");
    }

    /// <summary>Takes the line away, so that what is printed next begins on an empty one.</summary>
    internal void Clear()
    {
        if (_written == 0)
            return;
        Show("");
        _console.Error.Write('\r');
    }

    public void Dispose() => Clear();

    /// <summary>What fits on a terminal's line: a line that is wrapped cannot be written over.</summary>
    internal static string Line(int done, int total, TimeSpan elapsed, int columns = 80)
    {
        string numbers = Numbers(done, total, elapsed);
        int width = Math.Min(LongestBar, columns - numbers.Length - 4);
        if (width < ShortestBar)
            return numbers.Length < columns ? numbers : numbers[..Math.Max(0, columns - 1)];
        int filled = (int)((long)width * done / total);
        return $"[{new string('#', filled)}{new string('.', width - filled)}] {numbers}";
    }

    private static string Numbers(int done, int total, TimeSpan elapsed) => string.Create(
        CultureInfo.InvariantCulture, $"{done}/{total}{(done == 0 ? "" : $", {Text(elapsed / done * (total - done))} left")}");

    private static string Text(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time:mm\\:ss}")
        : time.ToString("m\\:ss", CultureInfo.InvariantCulture);

    private void Show(string line)
    {
        _console.Error.Write($"\r{line.PadRight(_written)}");
        _written = line.Length;
    }
}
