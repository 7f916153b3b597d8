using Microsoft.ML.Runtime;
using Microsoft.ML.SppNet.Features;
using Microsoft.ML.SppNet.Interop;

namespace Microsoft.ML.SppNet;

/// <summary>
/// Extracts fixed-length features from images of any size with a pretrained network and a spatial pyramid, without fine-tuning
/// (He et al., section 3).
/// </summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>Characteristic</term><description>Value</description></listheader>
/// <item><term>Does it look at the data to fit?</term><description>No; it checks the schema.</description></item>
/// <item><term>Input column</term><description>Text: paths of image files, which are then decoded ahead on all cores,
/// JPEGs at least six times as large as the sizes asked for at 1/2, 1/4 or 1/8 of their scale; a vector of <see cref="byte"/>: the same of
/// encoded images in memory, such as uploads; or <c>MLImage</c>. A model fitted on one of them takes the others in a column of the same
/// name.</description></item>
/// <item><term>Output columns</term><description>Known-size vector of <see cref="float"/>; with <see cref="BadImages.MissingValues"/> a
/// flag beside them.</description></item>
/// <item><term>Packages needed beside this one</term><description>None for float32 on x64 processors with AVX2. For bfloat16 and other
/// processors a libtorch backend such as <c>libtorch-cpu-linux-x64</c>, for GPUs <c>TorchSharp-cuda-windows</c> or
/// <c>TorchSharp-cuda-linux</c>; <see cref="SppNetwork.DescribeExecution"/> and the log say which is the case.</description></item>
/// </list>
/// Put <c>AppendCacheCheckpoint</c> after it when a trainer follows: trainers read the data many times, and each time would run the
/// network over every image.
/// </remarks>
public sealed class SppFeatureEstimator : IEstimator<SppFeatureTransformer>
{
    private readonly IHost _host;
    private readonly string _inputColumnName;
    private readonly SppNetwork _network;
    private readonly SppFeatureOptions _options;
    private readonly SppFeatureColumn[] _columns;

    internal SppFeatureEstimator(
        IHostEnvironment environment, string inputColumnName, SppNetwork network, SppFeatureOptions? options,
        IReadOnlyList<SppFeatureColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (string.IsNullOrWhiteSpace(inputColumnName))
            throw new ArgumentException("The name of the column of images is empty.", nameof(inputColumnName));
        _host = environment.Register(nameof(SppFeatureEstimator));
        _inputColumnName = inputColumnName;
        _network = network;
        _options = options ?? new SppFeatureOptions();
        _columns = [.. columns];
        // Said here, where the mistake is, rather than at Fit: options that the network cannot serve.
        _ = new FeaturePlan(network, _options, _columns);
    }

    /// <summary>Checks the schema and takes a share of the network; reads no image.</summary>
    /// <param name="input">The training data.</param>
    /// <returns>The transformer; the caller disposes it.</returns>
    public SppFeatureTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        FeatureInput.Find(input.Schema, _inputColumnName);
        return new SppFeatureTransformer(_host, _inputColumnName, _network, _options, _columns);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        FeatureInput.Check(inputSchema, _inputColumnName);
        SchemaShape shape = SchemaShapes.WithVectors(inputSchema, _columns.Select(column => column.Name));
        return SppFeatureTransformer.FlagColumnOf(_inputColumnName, _options) is { } flag ? SchemaShapes.WithFlag(shape, flag) : shape;
    }
}
