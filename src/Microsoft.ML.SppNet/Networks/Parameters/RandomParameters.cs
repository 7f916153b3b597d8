using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Numerics;
using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Networks.Parameters;

/// <summary>
/// Parameters of an untrained network: normal weights of variance 2/fan-in and zero biases (He et al. 2015, "Delving deep into
/// rectifiers", section 2.2), so that activations keep their size through the layers. The same seed gives the same network on every
/// machine.
/// </summary>
internal sealed class RandomParameters : IParameterSource
{
    private readonly ulong _seed;

    internal RandomParameters(NetworkArchitecture architecture, int seed, int classes)
    {
        _seed = (ulong)(uint)seed;
        HeadTable head = architecture.Table.Head;
        // A head exists where weights have it: naming the layers' weights with the classes makes the contract spell out the rest.
        var named = new Dictionary<string, long[]>();
        if (classes > 0 && head.ClassifierConv is { } conv)
            named[conv + ".weight"] = [classes];
        foreach (Linear linear in classes > 0 ? head.Linears : [])
            named[linear.Name + ".weight"] = [classes];
        Contract = ParameterContract.For(architecture, named);
    }

    internal ParameterContract Contract { get; }

    public string Name => "random parameters";

    public IReadOnlyDictionary<string, long[]> Shapes => Contract.Expected;

    public void CopyTo(string name, Span<float> destination)
    {
        long[] shape = Shapes[name];
        if (shape.Length == 1)
        {
            destination.Clear();
            return;
        }

        double deviation = Math.Sqrt(2.0 / shape.Skip(1).Aggregate(1L, (product, size) => product * size));
        var random = new SplitMix64(_seed ^ Hash(name));
        for (int index = 0; index < destination.Length; index++)
            destination[index] = (float)(deviation * random.NextNormal());
    }

    /// <summary>FNV-1a: each tensor draws its own sequence, whatever the order in which they are filled.</summary>
    private static ulong Hash(string name) =>
        name.Aggregate(14695981039346656037UL, (hash, letter) => (hash ^ letter) * 1099511628211UL);
}
