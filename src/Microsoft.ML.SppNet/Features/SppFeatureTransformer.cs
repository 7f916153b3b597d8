using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.SppNet.Features;
using Microsoft.ML.SppNet.Interop;
using Microsoft.ML.SppNet.Networks.Execution;

namespace Microsoft.ML.SppNet;

/// <summary>Adds columns of full-image features: what <see cref="SppFeatureEstimator"/> fits.</summary>
/// <remarks>
/// Lazy: nothing runs before a feature column of a row is asked for, and nothing runs if none is. It holds its own share of the
/// network's weights, given up on disposal; <c>PredictionEngine.Dispose</c> disposes the model it was made from, transformers and all,
/// unless made with <c>OwnsTransformer = false</c>.
/// </remarks>
public sealed class SppFeatureTransformer : ITransformer, IDisposable
{
    internal SppFeatureTransformer(
        IHostEnvironment environment, string inputColumnName, SppNetwork network, SppFeatureOptions options,
        IReadOnlyList<SppFeatureColumn> columns)
    {
        Host = environment.Register(nameof(SppFeatureTransformer));
        InputColumnName = inputColumnName;
        Columns = columns;
        Options = options;
        RunDevice device = DeviceRule.Choose(Host, options.GpuDeviceId, options.FallbackToCpu);
        Extractor = new SppFeatureExtractor(network, options, columns, device);
        if (Extractor.Precision != options.Precision)
        {
            HostRules.Log(
                Host,
                nameof(SppFeatureTransformer),
                $"This processor has no {options.Precision} instructions: features are computed in {Extractor.Precision}.",
                warning: true);
        }

        HostRules.Log(
            Host,
            nameof(SppFeatureTransformer),
            $"The network {network.Architecture.Name} runs on {network.DescribeExecution(Extractor.Precision, device.Gpu)}.");
    }

    /// <inheritdoc/>
    public bool IsRowToRowMapper => true;

    /// <summary>The column of images, or of paths of image files.</summary>
    public string InputColumnName { get; }

    internal IHost Host { get; }

    internal SppFeatureOptions Options { get; }

    internal IReadOnlyList<SppFeatureColumn> Columns { get; }

    internal SppFeatureExtractor Extractor { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The input column is missing or of another type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        FeatureInput.Find(inputSchema, InputColumnName);
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(inputSchema);
        foreach (PlannedColumn column in Extractor.Plan.Columns)
            builder.AddColumn(column.Name, new VectorDataViewType(NumberDataViewType.Single, column.Length));
        return builder.ToSchema();
    }

    /// <inheritdoc/>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new SppFeatureView(this, input);
    }

    /// <inheritdoc/>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new SppFeatureMapper(this, inputSchema);

    /// <summary>Gives up its share of the network's weights.</summary>
    public void Dispose() => Extractor.Dispose();

    void ICanSaveModel.Save(ModelSaveContext ctx) => SppModelFormat.Save(this, ctx);
}
