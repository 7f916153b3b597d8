namespace Microsoft.ML.SppNet.Tests;

/// <summary>A clock that stands until it is told how much time has passed.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly List<ManualTimer> _timers = [];
    private TimeSpan _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(() => callback(state), _now + dueTime, period);
        _timers.Add(timer);
        return timer;
    }

    /// <summary>Lets time pass; timers that fall due in it are called in its course.</summary>
    internal void Pass(TimeSpan time)
    {
        TimeSpan end = _now + time;
        while (_timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due) is { } next)
        {
            _now = next.Due;
            next.Ring();
        }

        _now = end;
    }

    private sealed class ManualTimer(Action ring, TimeSpan due, TimeSpan period) : ITimer
    {
        internal TimeSpan Due { get; private set; } = due;

        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();

        public void Dispose() => Due = TimeSpan.MaxValue;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        internal void Ring()
        {
            Due += period;
            ring();
        }
    }
}
