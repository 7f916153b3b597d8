using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.SppNet.Interop;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>A linear support vector machine for two classes, as good as LIBLINEAR's (see <see cref="LinearSvcSolver"/>).</summary>
/// <remarks>
/// <list type="table">
/// <item><term>Input</term><description>
/// features: vector of <see cref="float"/> of known size, finite; label: Boolean; weight (optional): <see cref="float"/>, not negative
/// </description></item>
/// <item><term>Output</term><description>
/// Score: <see cref="float"/>, w·x + b; PredictedLabel: Boolean, whether the score is positive
/// </description></item>
/// <item><term>Normalisation required?</term><description>
/// no, but features of very different scales are not treated alike
/// </description></item>
/// <item><term>Caching required?</term><description>no: the data is read once and kept in float32</description></item>
/// <item><term>Model</term><description>
/// ML.NET's own <see cref="LinearBinaryModelParameters"/>: a saved model loads without this package
/// </description></item>
/// </list>
/// Data of one class only is trained on with a warning in the log: the scores then tend to that class's sign.
/// </remarks>
public sealed class LinearSvcBinaryTrainer
    : ITrainerEstimator<BinaryPredictionTransformer<LinearBinaryModelParameters>, LinearBinaryModelParameters>
{
    private readonly IHost _host;
    private readonly LinearSvcOptions _options;
    private readonly LinearSvcColumns _columns;

    internal LinearSvcBinaryTrainer(IHost host, LinearSvcOptions options, LinearSvcColumns columns) =>
        (_host, _options, _columns) = (host, options, columns);

    /// <inheritdoc/>
    public TrainerInfo Info { get; } = LinearModels.OnePass();

    /// <summary>Trains on the rows of a data view, which is read once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="InvalidOperationException">
    /// The data cannot be trained on: the message names row and slot, or what else is wrong.
    /// </exception>
    /// <exception cref="OperationCanceledException">The training was cancelled.</exception>
    public BinaryPredictionTransformer<LinearBinaryModelParameters> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _options.Validate();
        GetOutputSchema(TrainerSchema.Shape(input.Schema));
        LinearSvcSolution solution = new LinearSvcTraining(_host, _options, null, _columns).Binary(input).Solution;
        return LinearModels.Binary(_host, solution.WeightArrays[0], solution.BiasArray[0], input.Schema, _columns.Features, _columns.Label);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _columns.BinaryOutput(_host, inputSchema, calibrated: false);
}
