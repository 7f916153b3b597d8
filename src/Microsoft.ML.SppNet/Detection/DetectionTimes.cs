using System.Diagnostics;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>What a detection consists of.</summary>
public enum DetectionStage
{
    /// <summary>Proposing windows.</summary>
    Proposals,

    /// <summary>Preparing the image and running the convolutions.</summary>
    Maps,

    /// <summary>Making vectors of windows; with R-CNN the convolutions, too.</summary>
    Pooling,

    /// <summary>Scoring vectors, suppressing what is not the best, moving boxes.</summary>
    Scoring,
}

/// <summary>Time that detections took, by stage; added up over the calls it is handed to, which must not be at the same time.</summary>
public sealed class DetectionTimes
{
    private readonly long[] _ticks = new long[Enum.GetValues<DetectionStage>().Length];

    /// <summary>Time of a stage.</summary>
    public TimeSpan this[DetectionStage stage] => Stopwatch.GetElapsedTime(0, _ticks[(int)stage]);

    /// <summary>Time of all stages.</summary>
    public TimeSpan Total => Stopwatch.GetElapsedTime(0, _ticks.Sum());

    /// <summary>Adds what has passed since a moment, which becomes now.</summary>
    internal void Add(DetectionStage stage, ref long since)
    {
        long now = Stopwatch.GetTimestamp();
        _ticks[(int)stage] += now - since;
        since = now;
    }
}
