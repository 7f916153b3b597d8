using Microsoft.ML.SppNet.Interop;
using Microsoft.ML.SppNet.Training;

namespace Microsoft.ML;

/// <content>The trainer of SPP-nets.</content>
public static partial class SppNetCatalog
{
    /// <summary>Trains an SPP-net on images, from random weights or from a network's (He et al., sections 2.3 and 3.1).</summary>
    /// <param name="catalog">The trainers of multiclass classification.</param>
    /// <param name="options">Structure, sizes, augmentation, optimiser; null for the papers' numbers.</param>
    /// <param name="labelColumnName">The label: a key of UInt32.</param>
    /// <param name="imageColumnName">A column of text with the paths of image files, or of <c>MLImage</c>.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message names it.</exception>
    public static SppNetTrainer SppNet(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        SppNetTrainerOptions? options = null,
        string labelColumnName = "Label",
        string imageColumnName = "ImagePath") =>
        new(TrainerEnvironment.Register(catalog, nameof(SppNet)), options ?? new SppNetTrainerOptions(), labelColumnName, imageColumnName);
}
