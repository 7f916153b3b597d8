namespace Microsoft.ML.SppNet.Detection;

/// <summary>The windows of an image as one detector scored them.</summary>
/// <param name="detector">The detector.</param>
/// <param name="image">The image, of which windows can be asked for again.</param>
/// <param name="windows">The windows.</param>
/// <param name="scores">Windows × classes.</param>
internal sealed class ScoredWindows(SppDetector detector, IImageWindows image, ImageBox[] windows, float[] scores) : IDisposable
{
    /// <summary>The windows of a class with at least a score; null for the class's own.</summary>
    internal IEnumerable<Candidate> Candidates(int classIndex, float? minimumScore)
    {
        if (!detector.Classes.IsTrained(classIndex))
            yield break;
        float least = minimumScore ?? detector.Classes.Thresholds[classIndex];
        for (int window = 0; window < windows.Length; window++)
        {
            float score = scores[window * detector.ClassNames.Count + classIndex];
            if (score >= least)
                yield return new Candidate(this, window, classIndex, windows[window], score);
        }
    }

    /// <summary>Moves the boxes of some of its candidates, where the detector has learnt to.</summary>
    internal IEnumerable<Candidate> Moved(IReadOnlyList<Candidate> candidates)
    {
        if (detector.Regressors is not { } regressors)
            return candidates;
        int[] wanted = [.. candidates.Select(candidate => candidate.Window).Distinct().Order()];
        Dictionary<int, float[]> vectors = wanted.Zip(WindowRows.Of(image, [.. wanted.Select(window => windows[window])])).ToDictionary();
        var whole = new ImageBox(0, 0, image.Width, image.Height);
        return candidates.Select(candidate => regressors[candidate.Class] is { } regressor
            ? candidate with { Box = regressor.Apply(vectors[candidate.Window], candidate.Box, whole) }
            : candidate);
    }

    public void Dispose() => image.Dispose();
}

/// <summary>A window that may be an object of a class.</summary>
internal readonly record struct Candidate(ScoredWindows Source, int Window, int Class, ImageBox Box, float Score);
