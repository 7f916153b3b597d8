using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Numerics;
using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Networks.Parameters;

/// <summary>
/// The parameters of a network in the form in which it computes: one weight and one bias per convolution and fully connected layer,
/// float32 in plain memory, batch normalisation folded in. Never changed once made.
/// </summary>
internal sealed class NetworkParameters : IDisposable
{
    private NetworkParameters(TrunkProgram program, IReadOnlyList<Linear> linears, IReadOnlyDictionary<string, NativeTensor> tensors)
    {
        Program = program;
        Linears = linears;
        Tensors = tensors;
    }

    internal TrunkProgram Program { get; }

    /// <summary>The fully connected layers that the weights have.</summary>
    internal IReadOnlyList<Linear> Linears { get; }

    internal IReadOnlyDictionary<string, NativeTensor> Tensors { get; }

    /// <summary>The same tensors under other steps that read them; they stay the property of this.</summary>
    internal NetworkParameters With(TrunkProgram program) => new(program, Linears, Tensors);

    /// <summary>Reads every tensor that the contract names from a source whose shapes were checked against it.</summary>
    internal static NetworkParameters Read(ParameterContract contract, IParameterSource source)
    {
        var tensors = new Dictionary<string, NativeTensor>();
        try
        {
            foreach (ConvStep conv in contract.Program.Steps.OfType<ConvStep>())
            {
                NativeTensor weight = tensors[conv.WeightName] = Read(source, conv.WeightName, conv.WeightShape);
                NativeTensor bias = tensors[conv.BiasName] = source.Shapes.ContainsKey(conv.BiasName)
                    ? Read(source, conv.BiasName, [conv.Filters])
                    : Make([conv.Filters]);
                if (ParameterContract.HasBatchNorm(conv, source.Shapes))
                    FoldBatchNorm(source, conv.BatchNorm!, conv.Name, weight.Floats(), bias.Floats());
            }

            foreach (AffineStep affine in contract.Program.Steps.OfType<AffineStep>())
                ReadAffine(source, affine, tensors);

            if (contract.Expected.TryGetValue(ScriptStep.Module, out long[]? module))
                tensors[ScriptStep.Module] = Read(source, ScriptStep.Module, module);
            foreach (string name in contract.Linears.SelectMany(linear => new[] { linear.Name + ".weight", linear.Name + ".bias" }))
                tensors[name] = Read(source, name, contract.Expected[name]);
            return new NetworkParameters(contract.Program, contract.Linears, tensors);
        }
        catch
        {
            foreach (NativeTensor tensor in tensors.Values)
                tensor.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (NativeTensor tensor in Tensors.Values)
            tensor.Dispose();
    }

    private static void ReadAffine(IParameterSource source, AffineStep affine, Dictionary<string, NativeTensor> tensors)
    {
        if (!ParameterContract.HasBatchNorm(affine, source.Shapes))
        {
            tensors[affine.ScaleName] = Read(source, affine.ScaleName, [affine.Channels]);
            tensors[affine.ShiftName] = Read(source, affine.ShiftName, [affine.Channels]);
            return;
        }

        // The normalisation of x itself: folded into filters that are 1.
        NativeTensor scale = tensors[affine.ScaleName] = Make([affine.Channels]), shift = tensors[affine.ShiftName] =
            Make([affine.Channels]);
        scale.Floats().Fill(1);
        FoldBatchNorm(source, affine.BatchNorm, affine.Name, scale.Floats(), shift.Floats());
    }

    /// <summary>y = γ (w∗x + b − μ) / √(σ² + ε) + β as one convolution (Ioffe and Szegedy, section 3.1).</summary>
    private static void FoldBatchNorm(IParameterSource source, BatchNorm norm, string name, Span<float> weight, Span<float> bias)
    {
        int filters = bias.Length;
        float[][] parts = [.. ParameterContract.BatchNormParts.Select(_ => new float[filters])];
        for (int part = 0; part < parts.Length; part++)
            source.CopyTo(norm.Name + ParameterContract.BatchNormParts[part], parts[part]);
        int perFilter = weight.Length / filters;
        for (int filter = 0; filter < filters; filter++)
        {
            double scale = parts[0][filter] / Math.Sqrt(parts[3][filter] + norm.Epsilon);
            if (!double.IsFinite(scale))
            {
                throw new InvalidDataException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"'{source.Name}': element {filter} of tensor '{norm.Name}.running_var' is {parts[3][filter]:R}, "
                    + $"which is no variance."));
            }

            bias[filter] = (float)((bias[filter] - parts[2][filter]) * scale + parts[1][filter]);
            Span<float> folded = weight.Slice(filter * perFilter, perFilter);
            Scale(folded, scale);
            if (!float.IsFinite(bias[filter]) || !float.IsFinite(TensorPrimitives.MaxMagnitude<float>(folded)))
            {
                throw new InvalidDataException(
                    $"'{source.Name}': filter {filter} of '{name}' exceeds float32 once batch normalisation '{norm.Name}' is folded into "
                        + "it.");
            }
        }
    }

    /// <summary>Optimised from its first call on: it is only ever called while a network is loaded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scale(Span<float> values, double scale)
    {
        foreach (ref float value in values)
            value = (float)(value * scale);
    }

    private static NativeTensor Read(IParameterSource source, string name, long[] shape)
    {
        NativeTensor tensor = Make(shape);
        try
        {
            source.CopyTo(name, tensor.Floats());
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    private static NativeTensor Make(long[] shape) => NativeTensor.Zeros(shape);
}
