using Microsoft.ML.SppNet.Interop;
using Microsoft.ML.SppNet.LinearSvc;

namespace Microsoft.ML;

/// <summary>What SPP-net adds to the catalogs of <see cref="MLContext"/>.</summary>
public static partial class SppNetCatalog
{
    /// <summary>
    /// A linear SVM for several classes, one against the rest, trained by dual coordinate descent as LIBLINEAR's <c>-s 1 -B 1</c>.
    /// </summary>
    /// <param name="catalog">The trainers of multiclass classification.</param>
    /// <param name="labelColumnName">The label: a key of UInt32.</param>
    /// <param name="featureColumnName">The features: a vector of <see cref="float"/> of known size.</param>
    /// <param name="exampleWeightColumnName">Multiplies an example's cost: <see cref="float"/>; null = 1 for all.</param>
    /// <param name="cost">The price C of one example's loss against the regulariser ½‖w‖².</param>
    public static LinearSvcMulticlassTrainer LinearSvc(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null,
        double cost = 1) =>
        catalog.LinearSvc(new LinearSvcOptions { Cost = cost }, labelColumnName, featureColumnName, exampleWeightColumnName);

    /// <summary>A linear SVM for several classes, one against the rest, with all options.</summary>
    /// <param name="catalog">The trainers of multiclass classification.</param>
    /// <param name="options">Loss, cost, bias, tolerance and what else there is.</param>
    /// <param name="labelColumnName">The label: a key of UInt32.</param>
    /// <param name="featureColumnName">The features: a vector of <see cref="float"/> of known size.</param>
    /// <param name="exampleWeightColumnName">Multiplies an example's cost: <see cref="float"/>; null = 1 for all.</param>
    public static LinearSvcMulticlassTrainer LinearSvc(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        LinearSvcOptions options,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null) =>
        new(TrainerEnvironment.Register(catalog, nameof(LinearSvc)), options, Columns(
            options, labelColumnName, featureColumnName, exampleWeightColumnName));

    /// <summary>A linear SVM for several classes, one against the rest, whose scores are probabilities.</summary>
    /// <param name="catalog">The trainers of multiclass classification.</param>
    /// <param name="options">Loss, cost, bias, tolerance and what else there is.</param>
    /// <param name="calibration">How rows are held out for the probabilities.</param>
    /// <param name="labelColumnName">The label: a key of UInt32.</param>
    /// <param name="featureColumnName">The features: a vector of <see cref="float"/> of known size.</param>
    /// <param name="exampleWeightColumnName">Multiplies an example's cost: <see cref="float"/>; null = 1 for all.</param>
    public static LinearSvcCalibratedMulticlassTrainer LinearSvc(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        LinearSvcOptions options,
        LinearSvcCalibration calibration,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null)
    {
        ArgumentNullException.ThrowIfNull(calibration);
        LinearSvcColumns columns = Columns(options, labelColumnName, featureColumnName, exampleWeightColumnName);
        return new(TrainerEnvironment.Register(catalog, nameof(LinearSvc)), options, calibration, columns);
    }

    /// <summary>A linear SVM for two classes, trained by dual coordinate descent as LIBLINEAR's <c>-s 1 -B 1</c>.</summary>
    /// <param name="catalog">The trainers of binary classification.</param>
    /// <param name="labelColumnName">The label: Boolean.</param>
    /// <param name="featureColumnName">The features: a vector of <see cref="float"/> of known size.</param>
    /// <param name="exampleWeightColumnName">Multiplies an example's cost: <see cref="float"/>; null = 1 for all.</param>
    /// <param name="cost">The price C of one example's loss against the regulariser ½‖w‖².</param>
    public static LinearSvcBinaryTrainer LinearSvc(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null,
        double cost = 1) =>
        catalog.LinearSvc(new LinearSvcOptions { Cost = cost }, labelColumnName, featureColumnName, exampleWeightColumnName);

    /// <summary>A linear SVM for two classes, with all options.</summary>
    /// <param name="catalog">The trainers of binary classification.</param>
    /// <param name="options">Loss, cost, bias, tolerance and what else there is.</param>
    /// <param name="labelColumnName">The label: Boolean.</param>
    /// <param name="featureColumnName">The features: a vector of <see cref="float"/> of known size.</param>
    /// <param name="exampleWeightColumnName">Multiplies an example's cost: <see cref="float"/>; null = 1 for all.</param>
    public static LinearSvcBinaryTrainer LinearSvc(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        LinearSvcOptions options,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null) =>
        new(TrainerEnvironment.Register(catalog, nameof(LinearSvc)), options, Columns(
            options, labelColumnName, featureColumnName, exampleWeightColumnName));

    /// <summary>A linear SVM for two classes with a probability beside the score.</summary>
    /// <param name="catalog">The trainers of binary classification.</param>
    /// <param name="options">Loss, cost, bias, tolerance and what else there is.</param>
    /// <param name="calibration">How rows are held out for the probabilities.</param>
    /// <param name="labelColumnName">The label: Boolean.</param>
    /// <param name="featureColumnName">The features: a vector of <see cref="float"/> of known size.</param>
    /// <param name="exampleWeightColumnName">Multiplies an example's cost: <see cref="float"/>; null = 1 for all.</param>
    public static LinearSvcCalibratedBinaryTrainer LinearSvc(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog,
        LinearSvcOptions options,
        LinearSvcCalibration calibration,
        string labelColumnName = "Label",
        string featureColumnName = "Features",
        string? exampleWeightColumnName = null)
    {
        ArgumentNullException.ThrowIfNull(calibration);
        LinearSvcColumns columns = Columns(options, labelColumnName, featureColumnName, exampleWeightColumnName);
        return new(TrainerEnvironment.Register(catalog, nameof(LinearSvc)), options, calibration, columns);
    }

    private static LinearSvcColumns Columns(LinearSvcOptions options, string label, string features, string? weight)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(label);
        ArgumentException.ThrowIfNullOrEmpty(features);
        return new LinearSvcColumns(label, features, weight);
    }
}
