using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Networks.Parameters;
using Microsoft.ML.SppNet.Numerics;
using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Training;

/// <summary>What a training begins with: random filters, or those of a trained network as far as they fit.</summary>
internal sealed class InitialParameters : IParameterSource
{
    private readonly FilterInitialization _initialization;
    private readonly int _seed;
    private readonly IParameterSource? _trained;

    /// <param name="architecture">The network.</param>
    /// <param name="classes">Width of the logits.</param>
    /// <param name="initialization">How filters begin.</param>
    /// <param name="seed">Seed of the filters.</param>
    /// <param name="trained">Parameters to begin with where name and shape fit; null for none.</param>
    internal InitialParameters(NetworkArchitecture architecture, int classes, FilterInitialization initialization, int seed,
        IParameterSource? trained = null)
    {
        (_initialization, _seed, _trained) = (initialization, seed, trained);
        Contract = ParameterContract.For(architecture, Wanted(architecture, classes, trained?.Shapes));
    }

    internal ParameterContract Contract { get; }

    public string Name => "initial parameters";

    public IReadOnlyDictionary<string, long[]> Shapes => Contract.Expected;

    /// <summary>Whether a tensor comes from the trained network.</summary>
    internal bool IsTrained(string name) =>
        _trained is not null && _trained.Shapes.TryGetValue(name, out long[]? shape) && shape.SequenceEqual(Shapes[name]);

    public void CopyTo(string name, Span<float> destination)
    {
        if (IsTrained(name))
        {
            _trained!.CopyTo(name, destination);
            return;
        }

        long[] shape = Shapes[name];
        bool isScale = name.EndsWith(ParameterContract.BatchNormParts[0], StringComparison.Ordinal)
            || name.EndsWith(ParameterContract.BatchNormParts[3], StringComparison.Ordinal);
        if (shape.Length < 2)
        {
            destination.Fill(shape.Length == 1 && isScale ? 1 : 0);
            return;
        }

        double deviation = _initialization == FilterInitialization.Gaussian
            ? 0.01
            : Math.Sqrt(2.0 / shape.Skip(1).Aggregate(1L, (product, side) => product * side));
        SplitMix64 random = TrainingNumbers.For(_seed, TrainingNumbers.Use.Weights,
            index: Contract.Expected.Keys.Order(StringComparer.Ordinal).ToList().IndexOf(name));
        for (int index = 0; index < destination.Length; index++)
            destination[index] = (float)(deviation * random.NextNormal());
    }

    /// <summary>Names and classes that make the contract spell out the rest: batch normalisation apart from its filters, the head as wide
    /// as there are classes.</summary>
    private static Dictionary<string, long[]> Wanted(NetworkArchitecture architecture, int classes,
        IReadOnlyDictionary<string, long[]>? trained)
    {
        HeadTable head = architecture.Table.Head;
        var wanted = new Dictionary<string, long[]>();
        if (head.ClassifierConv is { } conv)
            wanted[conv + ".weight"] = [classes];
        foreach (Linear linear in head.Linears)
            wanted[linear.Name + ".weight"] = [classes];
        foreach (ConvStep step in TrunkProgram.Build(architecture).Steps.OfType<ConvStep>())
        {
            // Weights whose batch normalisation is folded in, as a network at hand has them, have biases and none of it.
            if (trained is null ? step.BatchNorm is not null : ParameterContract.HasBatchNorm(step, trained))
                wanted[step.BatchNorm!.Name + ParameterContract.BatchNormParts[0]] = [step.Filters];
        }

        return wanted;
    }
}
