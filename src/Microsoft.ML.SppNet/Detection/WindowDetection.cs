using System.Diagnostics;
using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Imaging;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>From an image to its objects: windows, scores, non-maximum suppression per class, boxes moved.</summary>
internal static class WindowDetection
{
    internal static IReadOnlyList<DetectedObject> Detect(
        IReadOnlyList<SppDetector> detectors, MLImage image, float? minimumScore, IReadOnlyList<ScoredBox>? proposals, DetectionTimes times,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (minimumScore is float.NaN)
            throw new ArgumentException("The least score is NaN: no score is above it or below.", nameof(minimumScore));
        using PixelImage pixels = PixelImage.From(image);
        var scored = new List<ScoredWindows>();
        try
        {
            var proposed = new Dictionary<string, IReadOnlyList<ScoredBox>>();
            foreach (SppDetector detector in detectors)
                scored.Add(Score(detector, image, pixels, proposals, proposed, times, cancellation));
            long since = Stopwatch.GetTimestamp();
            Candidate[] kept = [.. Enumerable.Range(0, detectors[0].ClassNames.Count)
                .SelectMany(classIndex =>
                    Suppress([.. scored.SelectMany(one => one.Candidates(classIndex, minimumScore))], detectors[0].Options))];
            IEnumerable<Candidate> moved = scored.SelectMany(one => one.Moved([.. kept.Where(candidate => candidate.Source == one)]));
            // Stable: of equal scores the first class and the first window.
            DetectedObject[] found = [.. moved.OrderByDescending(candidate => candidate.Score).Select(candidate =>
                new DetectedObject(candidate.Class, detectors[0].ClassNames[candidate.Class], candidate.Box, candidate.Score))];
            times.Add(DetectionStage.Scoring, ref since);
            return found;
        }
        finally
        {
            scored.ForEach(one => one.Dispose());
        }
    }

    private static ScoredWindows Score(
        SppDetector detector, MLImage image, PixelImage pixels, IReadOnlyList<ScoredBox>? proposals,
        Dictionary<string, IReadOnlyList<ScoredBox>> proposed, DetectionTimes times, CancellationToken cancellation)
    {
        long since = Stopwatch.GetTimestamp();
        // Detectors that look for windows in the same way share them.
        string method = detector.ProposalText;
        if (proposals is null && !proposed.TryGetValue(method, out proposals))
            proposed[method] = proposals = detector.Proposals.Propose(image, cancellation);
        ImageBox[] windows = WindowSet.Of(proposals, pixels.Width, pixels.Height);
        times.Add(DetectionStage.Proposals, ref since);
        cancellation.ThrowIfCancellationRequested();
        IImageWindows prepared = detector.Features.Prepare(pixels, mirrored: false);
        try
        {
            times.Add(DetectionStage.Maps, ref since);
            return new ScoredWindows(detector, prepared, windows, windows.Length == 0
                ? []
                : detector.Classes.Score(prepared, windows, times));
        }
        catch
        {
            prepared.Dispose();
            throw;
        }
    }

    private static IEnumerable<Candidate> Suppress(Candidate[] candidates, SppDetectorOptions options) =>
        NonMaximumSuppression.Keep(
            [.. candidates.Select(candidate => candidate.Box)], [.. candidates.Select(candidate => candidate.Score)],
            options.SuppressionOverlap, options.MaximumPerClass).Select(index => candidates[index]);
}
