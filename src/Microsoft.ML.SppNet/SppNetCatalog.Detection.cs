using Microsoft.ML.SppNet;
using Microsoft.ML.SppNet.Detection;
using Microsoft.ML.SppNet.Interop;

namespace Microsoft.ML;

/// <content>The trainer of detectors.</content>
public static partial class SppNetCatalog
{
    /// <summary>Trains SPP-net's detector on images with boxes (He et al., section 4).</summary>
    /// <param name="catalog">The trainers of multiclass classification.</param>
    /// <param name="network">The convolutions; it stays the caller's, who may dispose it once the pipeline is fitted.</param>
    /// <param name="options">How windows are seen and SVMs trained; null for the paper's numbers at one scale.</param>
    /// <param name="columns">Image, boxes, labels; null for <c>ImagePath</c>, <c>Boxes</c> and <c>BoxLabels</c>.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message names it.</exception>
    public static SppDetectorTrainer SppDetector(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, SppNetwork network,
        SppDetectorOptions? options = null,
        SppDetectorColumns? columns = null) =>
        new(TrainerEnvironment.Register(catalog, nameof(SppDetector)), network, options ?? new SppDetectorOptions(), columns
            ?? new SppDetectorColumns());
}
