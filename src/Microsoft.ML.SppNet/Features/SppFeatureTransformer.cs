using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.SppNet.Features;
using Microsoft.ML.SppNet.Interop;
using Microsoft.ML.SppNet.Networks.Execution;

namespace Microsoft.ML.SppNet;

/// <summary>Adds columns of full-image features: what <see cref="SppFeatureEstimator"/> fits.</summary>
/// <remarks>
/// Lazy: nothing runs before a feature column of a row is asked for, and nothing runs if none is. It holds its own share of the
/// network's weights and counts who uses it: whoever made it, and each <c>PredictionEngine</c>. Each disposal gives up one use, the last
/// one the weights; so the model outlives the engines made from it, each of which disposes the model as ML.NET has it. An engine made with
/// <c>OwnsTransformer = false</c> disposes nothing, and ML.NET's chains hand on their first disposal only: then the garbage collector takes
/// the weights.
/// </remarks>
public sealed class SppFeatureTransformer : ITransformer, IDisposable
{
    private readonly Lock _gate = new();
    private int _uses = 1;

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
        foreach (string warning in network.Warnings)
            HostRules.Log(Host, nameof(SppFeatureTransformer), warning, warning: true);
    }

    /// <inheritdoc/>
    public bool IsRowToRowMapper => true;

    /// <summary>The column of images, of paths of image files, or of their bytes.</summary>
    public string InputColumnName { get; }

    internal IHost Host { get; }

    internal SppFeatureOptions Options { get; }

    internal IReadOnlyList<SppFeatureColumn> Columns { get; }

    internal SppFeatureExtractor Extractor { get; }

    /// <exception cref="ObjectDisposedException">All who used it have disposed it.</exception>
    internal SppFeatureExtractor AliveExtractor => Volatile.Read(ref _uses) > 0 ? Extractor : throw new ObjectDisposedException(
        nameof(SppFeatureTransformer),
        "The model was disposed as often as there are users of it, itself and the prediction engines made from it: its weights are gone. "
        + "Load it again, or dispose it once, when all is done.");

    /// <summary>The column that says which images could not be used; null where there is none.</summary>
    internal string? FlagColumn => FlagColumnOf(InputColumnName, Options);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The input column is missing or of another type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        FeatureInput.Find(inputSchema, InputColumnName);
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(inputSchema);
        foreach (PlannedColumn column in Extractor.Plan.Columns)
        {
            var type = new VectorDataViewType(NumberDataViewType.Single, column.Length);
            builder.AddColumn(column.Name, type, SlotNames.Annotation(Extractor.Plan, column));
        }

        if (FlagColumn is { } flag)
            builder.AddColumn(flag, BooleanDataViewType.Instance);
        return builder.ToSchema();
    }

    /// <inheritdoc/>
    public IDataView Transform(IDataView input) => Transform(input, Options.BadImages);

    /// <summary>The same with a rule of its own for images that cannot be used; the columns stay.</summary>
    internal IDataView Transform(IDataView input, BadImages badImages)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new SppFeatureView(this, input, badImages);
    }

    /// <inheritdoc/>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new SppFeatureMapper(this, inputSchema);

    /// <summary>Gives up one use: the maker's, or that of a prediction engine. The last one gives up the share of the network's
    /// weights.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_uses == 0 || --_uses > 0)
                return;
        }

        Extractor.Dispose();
    }

    /// <summary>What stands for the vectors of an image that cannot be used.</summary>
    internal float[][] MissingVectors()
    {
        float[][] vectors = [.. Extractor.Dimensions.Select(length => new float[length])];
        foreach (float[] vector in vectors)
            Array.Fill(vector, float.NaN);
        return vectors;
    }

    internal static string? FlagColumnOf(string inputColumnName, SppFeatureOptions options) =>
        options.BadImages == BadImages.MissingValues ? inputColumnName + "IsBad" : null;

    /// <summary>A row that a prediction engine will read is one more use; the engine's disposal is its end.</summary>
    internal void AddUse()
    {
        lock (_gate)
        {
            _ = AliveExtractor;
            _uses++;
        }
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => SppModelFormat.Save(this, ctx);
}
