using Microsoft.ML.Runtime;
using Microsoft.ML.SppNet.Features;
using Microsoft.ML.SppNet.Interop;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>Trains SPP-net's detector on images with boxes.</summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>Characteristic</term><description>Value</description></listheader>
/// <item><term>Input</term><description>images: text (paths) or <c>MLImage</c>; boxes: vector of <see cref="float"/>, four per object;
/// labels: vector of keys of UInt32</description></item>
/// <item><term>Output</term><description>vectors of variable length with an entry per object found, the best first:
/// <c>PredictedLabel</c> (keys with the classes' names), <c>Score</c>, <c>PredictedBoundingBoxes</c> (x0, y0, x1, y1 in pixels of the
/// original image from 0, x1 and y1 outside), as ML.NET's own object detection names them</description></item>
/// <item><term>Packages needed beside this one</term><description>none on x64 processors with AVX2</description></item>
/// </list>
/// </remarks>
public sealed class SppDetectorTrainer : IEstimator<SppDetectorTransformer>
{
    private readonly IHost _host;
    private readonly SppNetwork _network;
    private readonly SppDetectorOptions _options;
    private readonly SppDetectorColumns _columns;

    internal SppDetectorTrainer(IHost host, SppNetwork network, SppDetectorOptions options, SppDetectorColumns columns)
    {
        ArgumentNullException.ThrowIfNull(network);
        options.Validate();
        if (!Enum.IsDefined(columns.Convention))
            throw new ArgumentException($"{columns.Convention} is no {nameof(BoxConvention)}.", nameof(columns));
        (_host, _network, _options, _columns) = (host, network, options, columns);
    }

    /// <summary>Trains a detector.</summary>
    /// <param name="input">Images with all their objects; the rows are read once, images from paths when they are needed.</param>
    /// <returns>The transformer; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">A column is missing or of another type, or there is no object.</exception>
    /// <exception cref="InvalidDataException">A box lies outside its image, or boxes and labels of a row differ in number.</exception>
    /// <exception cref="ImageReadException">An image cannot be read; the message names it.</exception>
    public SppDetectorTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        GetOutputSchema(TrainerSchema.Shape(input.Schema));
        var rows = new ObjectRows(input, _columns, () => HostRules.CheckAlive(_host));
        SppDetectorTrainingResult result = SppDetector.Train(rows.Read(), rows.ClassNames(), _network, _options);
        foreach (DetectorClassReport one in result.Report.Classes)
        {
            string message = one.Positives == 0
                ? $"No object of class {one.ClassName} that is not difficult: it is never detected."
                : $"Class {one.ClassName}: {one.Positives} objects, {one.Negatives} counterexamples, objective {one.Objective}.";
            HostRules.Log(_host, nameof(SppDetectorTrainer), message, warning: one.Positives == 0);
        }

        return new SppDetectorTransformer(_host, result.Detector, _columns.Image, minimumScore: null);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        FeatureInput.Check(inputSchema, _columns.Image);
        TrainerSchema.CheckObjects(_host, inputSchema, _columns.Boxes, _columns.Labels, _columns.Difficult);
        return TrainerSchema.WithDetectorOutput(inputSchema, _columns.Labels);
    }
}
