using Microsoft.ML.SppNet.Networks.Architecture;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>Runs the classifier of a network: the layers from the trunk's output to the logits.</summary>
internal sealed class HeadRunner
{
    private readonly HeadInput _input;
    private readonly IReadOnlyList<Linear> _linears;
    private readonly bool _averageIsLogits;

    /// <param name="architecture">Name and choice of head.</param>
    /// <param name="linears">The fully connected layers that the weights have, from the first on.</param>
    /// <param name="hasClassifierConv">Whether the trunk ends in a convolution to the classes.</param>
    internal HeadRunner(NetworkArchitecture architecture, IReadOnlyList<Linear> linears, bool hasClassifierConv)
    {
        _input = ArchitectureTables.Find(architecture.Name).Head.InputFor(architecture);
        _linears = linears;
        _averageIsLogits = hasClassifierConv;
        Taps = [.. InputTaps(), .. linears.Select(linear => linear.Tap)];
    }

    /// <summary>Names of the vectors it can give, from the trunk on.</summary>
    internal IReadOnlyList<string> Taps { get; }

    /// <summary>Length of the vector that the first layer reads, for a trunk of <paramref name="channels"/> output channels.</summary>
    internal static int InputLength(HeadInput input, int channels) => channels * input switch
    {
        PyramidInput pyramid => pyramid.Pyramid.Bins,
        PoolInput => PoolInput.Side * PoolInput.Side,
        AverageInput average => average.Side * average.Side,
        _ => throw new ArgumentException($"no length is known for {input}", nameof(input)),
    };

    /// <summary>Length of a tap's vector.</summary>
    internal int Length(string tap, int channels, IReadOnlyDictionary<string, Tensor> parameters) =>
        _linears.FirstOrDefault(linear => linear.Tap == tap) is { } linear
            ? (int)parameters[linear.Name + ".bias"].shape[0]
            : InputLength(_input, channels);

    /// <summary>What keeps this network from reading a trunk's output of a size, as the end of a sentence; null where nothing does.</summary>
    internal string? InputProblem(int height, int width)
    {
        if (_input is not PoolInput { Pool: var pool })
            return null;
        (int rows, int columns) = pool.Window.CountIn(new Sides(height, width));
        return rows == PoolInput.Side && columns == PoolInput.Side
            ? null
            : $"has no spatial pyramid: its pool5 must be 6×6 cells, which a 224×224 input gives, but its input gave {columns}×{rows} from a map of {width}×{height} (use size 224 with the crop view)";
    }

    /// <summary>Runs the layers up to the deepest tap asked for.</summary>
    /// <param name="maps">Tensor [N, C, H, W], the trunk's output.</param>
    /// <param name="parameters">Tensors by name.</param>
    /// <param name="taps">Names out of <see cref="Taps"/>.</param>
    /// <returns>A tensor [N, D] per tap; the caller disposes them.</returns>
    internal Dictionary<string, Tensor> Run(Tensor maps, IReadOnlyDictionary<string, Tensor> parameters, IReadOnlyCollection<string> taps)
    {
        using DisposeScope scope = NewDisposeScope();
        var found = new Dictionary<string, Tensor>();
        if (InputProblem((int)maps.shape[2], (int)maps.shape[3]) is { } problem)
            throw new ArgumentException($"This network {problem}.");
        Tensor vector = Pool(_input, maps);
        foreach (string tap in InputTaps().Where(taps.Contains))
            found[tap] = vector.alias();
        foreach (Linear linear in _linears.TakeWhile(_ => found.Count < taps.Count))
        {
            vector = nn.functional.linear(vector, parameters[linear.Name + ".weight"], parameters[linear.Name + ".bias"]);
            vector = linear.Relu ? vector.relu_() : vector;
            if (taps.Contains(linear.Tap))
                found[linear.Tap] = vector.alias();
        }

        foreach (Tensor kept in found.Values)
            kept.MoveToOuterDisposeScope();
        return found;
    }

    private IEnumerable<string> InputTaps() =>
        _input is PoolInput ? [PoolInput.Tap] : _averageIsLogits ? [HeadTable.LogitsTap] : [];

    /// <summary>What the first layer reads of a trunk's output.</summary>
    /// <param name="input">The pooling.</param>
    /// <param name="maps">Tensor [N, C, H, W].</param>
    /// <returns>Tensor [N, D].</returns>
    internal static Tensor Pool(HeadInput input, Tensor maps)
    {
        switch (input)
        {
            case PyramidInput pyramid:
                return pyramid.Pyramid.Pool(maps);
            case AverageInput average:
                return nn.functional.adaptive_avg_pool2d(maps, [average.Side, average.Side]).flatten(1);
            case PoolInput { Pool: var pool }:
                return nn.functional.max_pool2d(maps, [pool.Size, pool.Size], [pool.Stride, pool.Stride], ceil_mode: pool.Ceil).flatten(1);
            default:
                throw new ArgumentException($"no pooling is known for {input}");
        }
    }
}
