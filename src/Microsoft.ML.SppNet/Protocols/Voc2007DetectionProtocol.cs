using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Data;
using Microsoft.ML.SppNet.Detection;
using Microsoft.ML.SppNet.Evaluation;

namespace Microsoft.ML.SppNet.Protocols;

/// <summary>
/// The VOC 2007 detection protocol of He et al., section 4: a detector is trained on one image set, and on another its detections of each
/// class are ranked over all images, which gives an average precision per class.
/// </summary>
public static class Voc2007DetectionProtocol
{
    /// <summary>The images of a set with their objects, for <see cref="SppDetector.Train"/> or for the test; none is opened.</summary>
    /// <exception cref="InvalidDataException">An image has no annotation; the message names where it is listed.</exception>
    public static IReadOnlyList<DetectionExample> Examples(PascalVoc set) =>
        [.. AnnotatedImageSet.From(set).Images.Select(DetectionExample.From)];

    /// <summary>Tests a detector.</summary>
    /// <param name="detector">One detector, or several together.</param>
    /// <param name="test">Images with all their objects.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ImageReadException">An image cannot be read; the message names it.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static Voc2007DetectionResult Evaluate(IObjectDetector detector, IReadOnlyList<DetectionExample> test,
        Voc2007DetectionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(detector);
        ArgumentNullException.ThrowIfNull(test);
        options ??= new Voc2007DetectionOptions();
        List<DetectedBox>[] found = [.. detector.ClassNames.Select(_ => new List<DetectedBox>())];
        List<AnnotatedBox>[] objects = [.. detector.ClassNames.Select(_ => new List<AnnotatedBox>())];
        var times = new DetectionTimes();
        for (int image = 0; image < test.Count; image++)
        {
            foreach (DetectedObject one in Detect(detector, test[image], times, options))
                found[one.ClassIndex].Add(new DetectedBox(image, one.Box, one.Score));
            foreach (AnnotatedObject one in test[image].Objects)
                objects[one.ClassIndex].Add(new AnnotatedBox(image, one.Box, one.Difficult));
            options.Progress?.Report(new ProtocolProgress(image + 1, test.Count));
        }

        return new Voc2007DetectionResult(
            [.. detector.ClassNames.Select((name, index) => Evaluate(name, found[index], objects[index]))], test.Count, times);
    }

    private static IReadOnlyList<DetectedObject> Detect(IObjectDetector detector, DetectionExample example, DetectionTimes times,
        Voc2007DetectionOptions options)
    {
        try
        {
            using MLImage image = example.Load();
            return detector.Detect(image, options.MinimumScore, example.Proposals, times, options.CancellationToken);
        }
        catch (ImageReadException error)
        {
            throw error.InFile(example.Name);
        }
    }

    private static Voc2007DetectionClass Evaluate(string name, List<DetectedBox> found, List<AnnotatedBox> objects)
    {
        PrecisionRecallCurve curve = DetectionCurve.Match(found, objects);
        return new Voc2007DetectionClass(name, AveragePrecision.ElevenPoint(curve), AveragePrecision.Area(curve), curve);
    }
}
