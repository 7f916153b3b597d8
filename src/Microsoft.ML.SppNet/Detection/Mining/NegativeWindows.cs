using Microsoft.ML.SppNet.Data;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>Which windows of an image are counterexamples of a class (He et al., section 4.1).</summary>
internal sealed class NegativeWindows
{
    private readonly TrainingWindows _image;
    private readonly SppDetectorOptions _options;

    /// <summary>For each window those before it that it overlaps so much that one of both is enough.</summary>
    private readonly int[][] _duplicates;

    internal NegativeWindows(TrainingWindows image, SppDetectorOptions options)
    {
        (_image, _options) = (image, options);
        _duplicates = new int[image.Windows.Length][];
        Parallel.For(0, _duplicates.Length, Find);
    }

    /// <summary>The windows, ascending.</summary>
    internal List<int> Of(int classIndex)
    {
        ImageBox[] near = [.. _image.Objects.Where(one => one.ClassIndex == classIndex && Counts(one)).Select(one => one.Box)];
        bool[] isNegative = new bool[_image.Windows.Length];
        var negatives = new List<int>();
        for (int window = 0; window < isNegative.Length; window++)
        {
            if (Array.Exists(_duplicates[window], earlier => isNegative[earlier])
                || Array.Exists(near, box => box.IntersectionOverUnion(_image.Windows[window]) > _options.NegativeOverlap))
                continue;
            isNegative[window] = true;
            negatives.Add(window);
        }

        return negatives;
    }

    private bool Counts(AnnotatedObject one) => !one.Difficult || _options.DifficultObjects == DifficultObjects.Ignore;

    private void Find(int window)
    {
        ImageBox box = _image.Windows[window];
        var duplicates = new List<int>();
        for (int earlier = 0; earlier < window; earlier++)
        {
            if (_image.Windows[earlier].IntersectionOverUnion(box) > _options.DuplicateOverlap)
                duplicates.Add(earlier);
        }

        _duplicates[window] = [.. duplicates];
    }
}
