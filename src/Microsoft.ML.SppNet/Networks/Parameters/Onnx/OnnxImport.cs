using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Networks.Parameters;

/// <summary>Makes a network of an ONNX file's graph.</summary>
internal static class OnnxImport
{
    private const int LargestSide = 64;

    /// <param name="file">The file.</param>
    /// <param name="isPreprocessingSaid">Whether the caller knows what images go through, so that nothing need be assumed.</param>
    /// <exception cref="InvalidDataException">The graph is none of a network that can be run here; the message names the node.</exception>
    internal static RecognisedWeights Read(OnnxFile file, bool isPreprocessingSaid)
    {
        OnnxGraphReader graph = OnnxGraphReader.Read(file);
        OnnxRow row = BeforeAdaptivePool(graph, Deepest(file, graph));
        var warnings = new List<string>();
        Preprocessing preprocessing = PreprocessingOf(file, graph, isPreprocessingSaid ? [] : warnings);
        HeadTable head = HeadOf(graph, row, warnings);
        RemoveOthers(graph, row, head);
        ImportedTrunk trunk = Trunk(file, graph, row, head);
        var card = new ModelCard(new NetworkArchitecture(ImportedTrunk.Name) { Imported = trunk }, preprocessing)
        {
            Source = file.Metadata.GetValueOrDefault("source"),
            Licence = file.Metadata.GetValueOrDefault("licence"),
        };
        return new RecognisedWeights(card, graph.Parameters, [.. warnings.Select(warning => $"'{file.Name}' {warning}")]);
    }

    /// <summary>The output that goes deepest, as a row over the map that the classifier reads.</summary>
    private static OnnxRow Deepest(OnnxFile file, OnnxGraphReader graph)
    {
        OnnxRow? deepest = null;
        foreach (OnnxPort output in file.Graph.Outputs)
        {
            OnnxRow? row = graph.Output(output.Name) switch
            {
                OnnxRow found => found,
                OnnxMap { Value: > 0 } map => graph.Steps.Maker(map.Value) is GlobalPoolStep pool
                    ? new OnnxRow(pool.Input, []) { Length = graph.Steps.Channels(map.Value) }
                    : new OnnxRow(map.Value, []),
                _ => null,
            };
            if (row is not null && row.Trunk > (deepest?.Trunk ?? 0))
                deepest = row;
        }

        return deepest ?? throw new InvalidDataException(
            $"'{file.Name}' is no network of images: none of its outputs is made of its input by layers.");
    }

    /// <summary>
    /// Means over a grid of cells before the first fully connected layer are written, for one size, as a pooling of windows side by side
    /// (PyTorch's AdaptiveAvgPool2d). At other sizes the grid stays and the windows change, as the head's own input has it.
    /// </summary>
    private static OnnxRow BeforeAdaptivePool(OnnxGraphReader graph, OnnxRow row) =>
        row.Inputs > 0
        && graph.Steps.Maker(row.Trunk) is PoolStep { Kind: not PoolKind.Max, Window: { Ceil: false, Rule: PadRule.Written } window } pool
        && window.Size == window.Stride && window.Dilation == 1 && window.Pads == 0
        && graph.Steps.Size(row.Trunk) is { } grid && grid.Height == grid.Width
        && graph.Steps.Size(pool.Input) == new Sides(grid.Height * window.Size.Height, grid.Width * window.Size.Width)
            ? row with { Trunk = pool.Input }
            : row;

    private static Preprocessing PreprocessingOf(OnnxFile file, OnnxGraphReader graph, List<string> warnings)
    {
        OnnxFront front = graph.Front ?? OnnxFront.Untouched;
        if (front.IsUntouched)
        {
            warnings.Add(
                "does not say what its images went through; torchvision's preprocessing is taken: say --channels, --mean and --std, or "
                    + "the preprocessing of SppNetwork.Load.");
            return Preprocessing.TorchVision;
        }

        return front.AsPreprocessing() ?? throw new InvalidDataException(
            $"'{file.Name}': what its first nodes do with the image is no preprocessing of RGB or BGR channels.");
    }

    private static HeadTable HeadOf(OnnxGraphReader graph, OnnxRow row, List<string> warnings)
    {
        int channels = graph.Steps.Channels(row.Trunk), side = 1;
        Linear[] layers = [.. row.Layers];
        string? problem = row.Ended;
        if (row.Inputs > 0)
        {
            side = (int)Math.Sqrt(row.Inputs / (double)channels);
            bool square = side is > 0 and <= LargestSide && row.Inputs == (long)side * side * channels;
            if (!square || (side > 1 && !FitsGrid(graph, row.Trunk, side)))
                (layers, side, problem) = ([], 1, $"its first layer reads {row.Inputs} numbers of {channels} channels, which is no square");
        }

        if (problem is not null)
            warnings.Add($"has a classifier that {(layers.Length == 0 ? "is left out" : $"ends at '{layers[^1].Tap}'")}: {problem}.");
        else if (layers.Length > 0)
            layers[^1] = layers[^1] with { Tap = HeadTable.LogitsTap, Outputs = 0 };
        string? average = side > 1 || row.Length == 0 || (row.Ended is not null && layers.Length == 0) ? null
            : layers.Length == 0 && AreScores(graph, row) ? HeadTable.LogitsTap : "average";
        return new HeadTable(layers) { AverageSide = side, AverageTap = average };
    }

    /// <summary>
    /// Whether what is averaged in the end are scores of classes, as in SqueezeNet and Network in Network: a softmax follows, or they come
    /// of a plain 1 × 1 convolution.
    /// </summary>
    private static bool AreScores(OnnxGraphReader graph, OnnxRow row) => row.HasSoftmax
        || (graph.Steps.Maker(row.Trunk) is ConvStep { BatchNorm: null, Residual: null, Window.Size: { Height: 1, Width: 1 } } conv
            && (conv.Activation == Activation.None || conv.Activation == Activation.Relu));

    /// <summary>Whether a grid of means has whole cells in it at the size that the file was written for, so that it is what the file
    /// computes there.</summary>
    private static bool FitsGrid(OnnxGraphReader graph, int trunk, int side) =>
        graph.Steps.Size(trunk) is not { } size || (size.Height % side == 0 && size.Width % side == 0);

    private static ImportedTrunk Trunk(OnnxFile file, OnnxGraphReader graph, OnnxRow row, HeadTable head)
    {
        (Step[] steps, int[] values) = OnnxPruning.Reaching(graph.Steps, row.Trunk);
        List<KeyValuePair<string, int>> taps = OnnxTaps.Of(graph.Steps, steps, values, head);
        // Class scores that are averaged are no features: the map before them is.
        bool scores = head.AverageTap == HeadTable.LogitsTap && steps[^1] is ConvStep;
        int deepest = scores ? steps[^1].Input : steps.Length;
        try
        {
            string? tap = taps.LastOrDefault(candidate => candidate.Value <= deepest).Key;
            return new ImportedTrunk(TrunkProgram.Create(steps, taps), tap ?? throw new ArgumentException("it has no map"), head);
        }
        catch (ArgumentException exception)
        {
            throw new InvalidDataException($"'{file.Name}' is no network that can be run: {exception.Message}.", exception);
        }
    }

    /// <summary>Drops the parameters of what is not kept: auxiliary classifiers, layers that a classifier is left without.</summary>
    private static void RemoveOthers(OnnxGraphReader graph, OnnxRow row, HeadTable head)
    {
        HashSet<string> kept = new(StringComparer.Ordinal);
        foreach (Step step in OnnxPruning.Reaching(graph.Steps, row.Trunk).Steps)
        {
            IEnumerable<string?> names =
                step switch { ConvStep conv => [conv.Name, conv.BatchNorm?.Name], AffineStep affine => [affine.Name], _ => [] };
            kept.UnionWith(names.OfType<string>());
        }

        kept.UnionWith(head.Linears.Select(linear => linear.Name));
        foreach (string name in graph.Parameters.Shapes.Keys.Where(name => !kept.Contains(name[..name.LastIndexOf('.')])).ToArray())
            graph.Parameters.Remove(name);
    }
}
