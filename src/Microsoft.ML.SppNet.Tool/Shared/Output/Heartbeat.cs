using System.Globalization;
using System.Text;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>
/// Standard error that is never silent for long: where it goes to a file or pipe, a line says that the work goes on, in every phase, those
/// that cannot say how far they are included.
/// </summary>
internal sealed class Heartbeat : TextWriter
{
    private readonly TextWriter _error;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _silence;
    private readonly long _start;
    private readonly ITimer _timer;
    private long _last;

    /// <param name="error">Where to.</param>
    /// <param name="silence">How long nothing may be said.</param>
    /// <param name="clock">Tells the time.</param>
    internal Heartbeat(TextWriter error, TimeSpan silence, TimeProvider clock)
        : base(CultureInfo.InvariantCulture)
    {
        _error = error;
        _clock = clock;
        _silence = silence;
        _start = _last = clock.GetTimestamp();
        _timer = clock.CreateTimer(_ => Beat(), null, silence / 2, silence / 2);
    }

    public override Encoding Encoding => _error.Encoding;

    public override void Write(char value)
    {
        Touch();
        _error.Write(value);
    }

    public override void Write(string? value)
    {
        Touch();
        _error.Write(value);
    }

    public override void WriteLine(string? value)
    {
        Touch();
        _error.WriteLine(value);
    }

    public override void Flush() => _error.Flush();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _timer.Dispose();
        base.Dispose(disposing);
    }

    private void Touch() => Volatile.Write(ref _last, _clock.GetTimestamp());

    private void Beat()
    {
        if (_clock.GetElapsedTime(Volatile.Read(ref _last)) >= _silence)
            WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"sppnet: at work for {_clock.GetElapsedTime(_start).TotalSeconds:F0} s"));
    }
}
