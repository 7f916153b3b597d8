using System.Diagnostics;
using System.Globalization;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>One line on a terminal that says how much is done and how long the rest will take; nothing where nobody watches.</summary>
internal sealed class ProgressBar : IDisposable
{
    private const int Width = 30;

    private readonly TextWriter? _terminal;
    private readonly int _total;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _next;
    private int _written;

    internal ProgressBar(ToolConsole console, bool quiet, int total)
    {
        _terminal = quiet || !console.Interactive ? null : console.Error;
        _total = total;
    }

    /// <summary>Shows what is done, ten times a second at most: more cannot be read.</summary>
    internal void Report(int done)
    {
        if (_terminal is null || (_watch.Elapsed < _next && done < _total))
            return;
        _next = _watch.Elapsed + TimeSpan.FromSeconds(0.1);
        Show(Line(done, _total, _watch.Elapsed));
    }

    /// <summary>Takes the line away, so that what is printed next begins on an empty one.</summary>
    internal void Clear()
    {
        if (_written == 0)
            return;
        Show("");
        _terminal!.Write('\r');
    }

    public void Dispose() => Clear();

    internal static string Line(int done, int total, TimeSpan elapsed)
    {
        int filled = (int)((long)Width * done / total);
        string rest = done == 0 ? "" : $", {Text(elapsed / done * (total - done))} left";
        return string.Create(CultureInfo.InvariantCulture, $"[{new string('#', filled)}{new string('.', Width - filled)}] {done}/{total}{rest}");
    }

    private static string Text(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time:mm\\:ss}")
        : time.ToString("m\\:ss", CultureInfo.InvariantCulture);

    private void Show(string line)
    {
        _terminal!.Write($"\r{line.PadRight(_written)}");
        _written = line.Length;
    }
}
