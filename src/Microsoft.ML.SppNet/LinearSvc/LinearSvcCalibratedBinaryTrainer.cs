using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.SppNet.Interop;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>A linear support vector machine for two classes whose scores are calibrated to probabilities (see <see cref="LinearSvcCalibration"/>).</summary>
/// <remarks>
/// <list type="table">
/// <item><term>Input</term><description>
/// features: vector of <see cref="float"/> of known size, finite; label: Boolean; weight (optional): <see cref="float"/>, not negative
/// </description></item>
/// <item><term>Output</term><description>Score: <see cref="float"/>, w·x + b; Probability: <see cref="float"/>, of true; PredictedLabel: Boolean, whether the score is positive</description></item>
/// <item><term>Normalisation required?</term><description>no, but features of very different scales are not treated alike</description></item>
/// <item><term>Caching required?</term><description>no: the data is read once and kept in float32</description></item>
/// <item><term>Model</term><description>ML.NET's own linear model and <see cref="PlattCalibrator"/>: a saved model loads without this package</description></item>
/// </list>
/// Both classes need at least two rows. The predicted label follows the score, as with ML.NET's own trainers: at a score of 0 the probability need not be ½.
/// </remarks>
public sealed class LinearSvcCalibratedBinaryTrainer
    : ITrainerEstimator<BinaryPredictionTransformer<CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>>,
        CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>>
{
    private readonly IHost _host;
    private readonly LinearSvcOptions _options;
    private readonly LinearSvcCalibration _calibration;
    private readonly LinearSvcColumns _columns;

    internal LinearSvcCalibratedBinaryTrainer(
        IHost host, LinearSvcOptions options, LinearSvcCalibration calibration, LinearSvcColumns columns) =>
        (_host, _options, _calibration, _columns) = (host, options, calibration, columns);

    /// <inheritdoc/>
    public TrainerInfo Info { get; } = LinearModels.OnePass();

    /// <summary>Trains on the rows of a data view, which is read once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="InvalidOperationException">The data cannot be trained on: the message names row and slot, or what else is wrong.</exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    public BinaryPredictionTransformer<CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _options.Validate();
        _calibration.Validate();
        GetOutputSchema(TrainerSchema.Shape(input.Schema));
        (LinearSvcSolution solution, PlattSigmoid sigmoid) = new LinearSvcTraining(_host, _options, _calibration, _columns).Binary(input);
        return LinearModels.CalibratedBinary(
            _host, solution.WeightArrays[0], solution.BiasArray[0], (sigmoid.Slope, sigmoid.Offset), input.Schema, _columns.Features, _columns.Label);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _columns.BinaryOutput(_host, inputSchema, calibrated: true);
}
