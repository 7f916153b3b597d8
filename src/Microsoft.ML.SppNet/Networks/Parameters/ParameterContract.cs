using Microsoft.ML.SppNet.Networks.Architecture;

namespace Microsoft.ML.SppNet.Networks.Parameters;

/// <summary>Which tensors a network's weights must hold, given which they do hold.</summary>
/// <param name="Program">The trunk's steps, with the convolution to the classes where the weights have it.</param>
/// <param name="Linears">The fully connected layers that the weights have.</param>
/// <param name="Expected">Name and shape of every tensor.</param>
internal sealed record ParameterContract(TrunkProgram Program, IReadOnlyList<Linear> Linears, IReadOnlyDictionary<string, long[]> Expected)
{
    /// <summary>The four tensors of a batch normalisation and the counter that PyTorch saves beside them.</summary>
    internal static readonly string[] BatchNormParts = [".weight", ".bias", ".running_mean", ".running_var"];

    internal const string BatchNormCounter = ".num_batches_tracked";

    /// <summary>Reads which optional parts are there: batch normalisation kept apart, fully connected layers, the number of
    /// classes.</summary>
    /// <param name="architecture">The network.</param>
    /// <param name="found">Shape of each tensor at hand.</param>
    internal static ParameterContract For(NetworkArchitecture architecture, IReadOnlyDictionary<string, long[]> found)
    {
        HeadTable head = architecture.Table.Head;
        int classes = head.ClassifierConv is { } name ? FirstDimension(found, name + ".weight") : 0;
        TrunkProgram program = TrunkProgram.Build(architecture, classes);
        Linear[] linears = [.. head.Linears.TakeWhile(linear => found.ContainsKey(linear.Name + ".weight"))];

        var expected = new SortedDictionary<string, long[]>(StringComparer.Ordinal);
        foreach (ConvStep conv in program.Steps.OfType<ConvStep>())
            AddConv(expected, conv, found);
        foreach (AffineStep affine in program.Steps.OfType<AffineStep>())
            AddAffine(expected, affine, found);
        if (program.Steps.Any(step => step is ScriptStep))
            expected[ScriptStep.Module] = [FirstDimension(found, ScriptStep.Module)];
        long inputs = head.InputFor(architecture).Length(program.Channels[program.Output]);
        foreach (Linear linear in linears)
        {
            long outputs = linear.Outputs > 0 ? linear.Outputs : FirstDimension(found, linear.Name + ".weight");
            expected[linear.Name + ".weight"] = [outputs, inputs];
            expected[linear.Name + ".bias"] = [outputs];
            inputs = outputs;
        }

        return new ParameterContract(program, linears, expected);
    }

    /// <summary>Whether a batch normalisation is kept apart from its convolution in the tensors at hand.</summary>
    internal static bool HasBatchNorm(ConvStep conv, IReadOnlyDictionary<string, long[]> found) =>
        conv.BatchNorm is { } norm && found.ContainsKey(norm.Name + BatchNormParts[0]);

    /// <summary>Whether the tensors at hand hold a batch normalisation rather than the scale and shift that it amounts to.</summary>
    internal static bool HasBatchNorm(AffineStep affine, IReadOnlyDictionary<string, long[]> found) =>
        found.ContainsKey(affine.Name + BatchNormParts[^1]);

    private static void AddConv(SortedDictionary<string, long[]> expected, ConvStep conv, IReadOnlyDictionary<string, long[]> found)
    {
        expected[conv.WeightName] = conv.WeightShape;
        bool apart = HasBatchNorm(conv, found);
        if ((!apart && conv.HasBias) || found.ContainsKey(conv.BiasName))
            expected[conv.BiasName] = [conv.Filters];
        if (apart)
            AddBatchNorm(expected, conv.BatchNorm!, conv.Filters, found);
    }

    private static void AddAffine(SortedDictionary<string, long[]> expected, AffineStep affine, IReadOnlyDictionary<string, long[]> found)
    {
        expected[affine.ScaleName] = [affine.Channels];
        expected[affine.ShiftName] = [affine.Channels];
        if (HasBatchNorm(affine, found))
            AddBatchNorm(expected, affine.BatchNorm, affine.Channels, found);
    }

    private static void AddBatchNorm(SortedDictionary<string, long[]> expected, BatchNorm norm, int channels,
        IReadOnlyDictionary<string, long[]> found)
    {
        foreach (string part in BatchNormParts)
            expected[norm.Name + part] = [channels];
        if (found.ContainsKey(norm.Name + BatchNormCounter))
            expected[norm.Name + BatchNormCounter] = [];
    }

    private static int FirstDimension(IReadOnlyDictionary<string, long[]> found, string name) =>
        found.TryGetValue(name, out long[]? shape) && shape.Length > 0 ? (int)Math.Clamp(shape[0], 0, int.MaxValue) : 0;
}
