using System.Globalization;
using Microsoft.ML.Runtime;
using Microsoft.ML.SppNet.Interop;

namespace Microsoft.ML.SppNet.Features;

/// <summary>
/// Tells <c>MLContext.Log</c> how one pass over the images goes: every few seconds how far it is, in the end how long it took, and which
/// images could not be used.
/// </summary>
/// <param name="host">Whose log it is.</param>
/// <param name="work">What is done to the images, as a sentence begins: <c>Features of</c>.</param>
/// <param name="rows">The number of images, where the data know it.</param>
/// <param name="bad">What becomes of an image that cannot be used.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class ExtractionLog(IHost host, string work, long? rows, BadImages bad, TimeProvider clock)
{
    private const int MostNamed = 10;

    private readonly long _start = clock.GetTimestamp();
    private TimeSpan _next = Interval;
    private int _seen, _bad;
    private bool _finished;

    internal static TimeSpan Interval { get; } = TimeSpan.FromSeconds(5);

    /// <summary>An image is done, for good or bad.</summary>
    internal void Add()
    {
        _seen++;
        TimeSpan elapsed = clock.GetElapsedTime(_start);
        if (elapsed < _next)
            return;
        _next = elapsed + Interval;
        Write($"{work} {_seen}{(rows is { } all ? $" of {all}" : "")} images after {Seconds(elapsed)} s.");
    }

    /// <summary>An image cannot be used; the first few are named.</summary>
    internal void AddBad(Func<string> message)
    {
        if (++_bad <= MostNamed)
            Write($"{(bad == BadImages.SkipRow ? "Left out" : "No features")}: {message()}", warning: true);
    }

    /// <summary>The last row was read; said once.</summary>
    internal void Finish()
    {
        if (_finished || _seen == 0)
            return;
        _finished = true;
        Write($"{work} {_seen} images in {Seconds(clock.GetElapsedTime(_start))} s.");
        if (_bad > 0)
        {
            string fate = bad == BadImages.SkipRow ? "their rows are left out" : "their features are NaN";
            Write($"{_bad} of {_seen} images could not be used: {fate}.", warning: true);
        }
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture);

    private void Write(string message, bool warning = false) => HostRules.Log(host, nameof(SppFeatureTransformer), message, warning);
}
