using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.SppNet.Interop;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>
/// A linear support vector machine for several classes, one against the rest, as good as LIBLINEAR's (see <see cref="LinearSvcSolver"/>).
/// </summary>
/// <remarks>
/// <list type="table">
/// <item><term>Input</term><description>
/// features: vector of <see cref="float"/> of known size, finite; label: key of UInt32; weight (optional): <see cref="float"/>, not
/// negative
/// </description></item>
/// <item><term>Output</term><description>
/// Score: vector of <see cref="float"/>, w·x + b by class; PredictedLabel: key with the label's names
/// </description></item>
/// <item><term>Normalisation required?</term><description>
/// no, but features of very different scales are not treated alike
/// </description></item>
/// <item><term>Caching required?</term><description>no: the data is read once and kept in float32</description></item>
/// <item><term>Model</term><description>
/// ML.NET's own <see cref="LinearMulticlassModelParameters"/>: a saved model loads without this package
/// </description></item>
/// </list>
/// Rows whose label is missing are skipped, and their number is logged. A class that no row has is never predicted.
/// </remarks>
public sealed class LinearSvcMulticlassTrainer
    : ITrainerEstimator<MulticlassPredictionTransformer<LinearMulticlassModelParameters>, LinearMulticlassModelParameters>
{
    private readonly IHost _host;
    private readonly LinearSvcOptions _options;
    private readonly LinearSvcColumns _columns;

    internal LinearSvcMulticlassTrainer(IHost host, LinearSvcOptions options, LinearSvcColumns columns) =>
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
    public MulticlassPredictionTransformer<LinearMulticlassModelParameters> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        _options.Validate();
        GetOutputSchema(TrainerSchema.Shape(input.Schema));
        LinearSvcSolution solution = new LinearSvcTraining(_host, _options, null, _columns).Multiclass(input).Solution;
        return LinearModels.Multiclass(_host, solution.WeightArrays, solution.BiasArray, input.Schema, _columns.Features, _columns.Label);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _columns.MulticlassOutput(_host, inputSchema);
}
