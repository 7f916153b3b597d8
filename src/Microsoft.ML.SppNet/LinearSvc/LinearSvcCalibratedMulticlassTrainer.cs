using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.SppNet.Interop;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>
/// A linear support vector machine for several classes, one against the rest, whose scores are calibrated to probabilities (see
/// <see cref="LinearSvcCalibration"/>).
/// </summary>
/// <remarks>
/// <list type="table">
/// <item><term>Input</term><description>
/// features: vector of <see cref="float"/> of known size, finite; label: key of UInt32; weight (optional): <see cref="float"/>, not negative
/// </description></item>
/// <item><term>Output</term><description>Score: vector of <see cref="float"/>, the probability of each class, of sum 1; PredictedLabel: key with the label's names</description></item>
/// <item><term>Normalisation required?</term><description>no, but features of very different scales are not treated alike</description></item>
/// <item><term>Caching required?</term><description>no: the data is read once and kept in float32</description></item>
/// <item><term>Model</term><description>
/// ML.NET's own <see cref="MaximumEntropyModelParameters"/>, the SVM's weights and biases times t: a saved model loads without this package
/// </description></item>
/// </list>
/// The probabilities are softmax(t · scores) with one t for all classes, so the likeliest class is that of the highest score, as without calibration (up to
/// the rounding of float32). A class of a single row, of which none can be held out, is trained and has its probability; t is fitted to the other classes'
/// rows. Rows whose label is missing are skipped, and their number is logged. A class that no row has is never predicted.
/// </remarks>
public sealed class LinearSvcCalibratedMulticlassTrainer
    : ITrainerEstimator<MulticlassPredictionTransformer<MaximumEntropyModelParameters>, MaximumEntropyModelParameters>
{
    private readonly IHost _host;
    private readonly LinearSvcOptions _options;
    private readonly LinearSvcCalibration _calibration;
    private readonly LinearSvcColumns _columns;

    internal LinearSvcCalibratedMulticlassTrainer(
        IHost host, LinearSvcOptions options, LinearSvcCalibration calibration, LinearSvcColumns columns) =>
        (_host, _options, _calibration, _columns) = (host, options, calibration, columns);

    /// <inheritdoc/>
    public TrainerInfo Info { get; } = LinearModels.OnePass();

    /// <summary>Trains on the rows of a data view, which is read once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="InvalidOperationException">The data cannot be trained on: the message names row and slot, or what else is wrong.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    public MulticlassPredictionTransformer<MaximumEntropyModelParameters> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _options.Validate();
        _calibration.Validate();
        GetOutputSchema(TrainerSchema.Shape(input.Schema));
        (LinearSvcSolution solution, SoftmaxFactor factor) = new LinearSvcTraining(_host, _options, _calibration, _columns).Multiclass(input);
        (float[][] weights, float[] biases) = solution.Times(factor.Value);
        return LinearModels.Softmax(_host, weights, biases, input.Schema, _columns.Features, _columns.Label);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _columns.MulticlassOutput(_host, inputSchema);
}
