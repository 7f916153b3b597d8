using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Networks.Execution;
using Microsoft.ML.SppNet.Networks.Parameters;
using Microsoft.ML.SppNet.Numerics;
using Microsoft.ML.SppNet.Weights;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Training;

/// <summary>A network whose parameters learn: the same steps as in use, on libtorch, with gradients. One thread at a time.</summary>
internal sealed class TrainableNetwork : IDisposable
{
    private readonly ParameterContract _contract;
    private readonly HeadLayers _head;
    private readonly Dictionary<string, Tensor> _tensors = [];

    /// <param name="card">Structure and preprocessing.</param>
    /// <param name="initial">What it begins with.</param>
    /// <param name="fromLayer">The first layer that learns; null for all.</param>
    /// <param name="device">Where it runs.</param>
    /// <exception cref="ArgumentException">There is no such layer; the message lists those there are.</exception>
    internal TrainableNetwork(ModelCard card, InitialParameters initial, string? fromLayer, Device device)
    {
        (Card, Device, _contract) = (card, device, initial.Contract);
        string? classifier = card.Architecture.Table.Head.ClassifierConv;
        _head = new HeadLayers(card.Architecture, _contract.Linears, classifier is not null);
        HashSet<string> frozen = FrozenLayers(fromLayer);
        foreach ((string name, long[] shape) in initial.Shapes)
        {
            if (name.EndsWith(ParameterContract.BatchNormCounter, StringComparison.Ordinal))
                continue;
            Tensor tensor = zeros(shape, dtype: ScalarType.Float32);
            initial.CopyTo(name, tensor.Floats());
            _tensors[name] = tensor.to(device).DetachFromDisposeScope();
            bool isStatistic = name.EndsWith(".running_mean", StringComparison.Ordinal)
                || name.EndsWith(".running_var", StringComparison.Ordinal);
            if (!isStatistic && !frozen.Contains(LayerOf(name)))
                Learned.Add(name, _tensors[name].requires_grad_());
        }
    }

    internal ModelCard Card { get; }

    internal Device Device { get; }

    /// <summary>The parameters that learn, by name in ordinal order.</summary>
    internal SortedDictionary<string, Tensor> Learned { get; } = new(StringComparer.Ordinal);

    /// <summary>All tensors of the network, statistics of batch normalisation included.</summary>
    internal IReadOnlyDictionary<string, Tensor> Tensors => _tensors;

    /// <summary>Length of the vector that the last layer reads.</summary>
    internal long FeatureLength => _contract.Linears.Count > 0
        ? _contract.Expected[_contract.Linears[^1].Name + ".weight"][1]
        : _head.Input.Length(_contract.Program.Channels[_contract.Program.Output]);

    /// <summary>Adds parameters that learn along and are no part of the network.</summary>
    internal void Add(IReadOnlyDictionary<string, Tensor> parameters)
    {
        foreach ((string name, Tensor tensor) in parameters)
            Learned.Add(name, _tensors[name] = tensor);
    }

    /// <summary>Gives the logits and the vector that the last layer reads.</summary>
    /// <param name="images">Tensor [N, 3, H, W], float32, after preprocessing.</param>
    /// <param name="training">Whether batch normalisation takes the batch's statistics and updates its own.</param>
    /// <param name="dropout">Leaves out elements of the vectors before a fully connected layer; null for none.</param>
    /// <param name="type">Number format of the convolutions' products.</param>
    internal (Tensor Logits, Tensor Features) Forward(Tensor images, bool training, Func<Tensor, Tensor>? dropout = null,
        ScalarType type = ScalarType.Float32)
    {
        Tensor maps =
            TorchTrunk.Run(_contract.Program, Typed(type), images.to(type), [_contract.Program.Output], training)[0].to(ScalarType.Float32);
        Tensor features = TorchHead.Pool(_head, maps), vector = features;
        for (int index = 0; index < _contract.Linears.Count; index++)
        {
            Linear linear = _contract.Linears[index];
            features = vector = index > 0 && dropout is not null ? dropout(vector) : vector;
            vector = nn.functional.linear(vector, _tensors[linear.Name + ".weight"], _tensors[linear.Name + ".bias"]);
            vector = linear.Relu ? vector.relu() : vector;
        }

        return (vector, features);
    }

    /// <summary>The network as it is now, for use; the caller disposes it.</summary>
    internal SppNetwork ToNetwork(IReadOnlyDictionary<string, float[]> values) =>
        SppNetwork.From(Card, NetworkParameters.Read(_contract, new Values(_contract, values)));

    /// <summary>A copy of every tensor's elements.</summary>
    internal Dictionary<string, float[]> Copy() =>
        _tensors.ToDictionary(entry => entry.Key, entry => TensorCopy.ToArray(entry.Value));

    /// <summary>Puts elements in the place of every tensor's.</summary>
    internal void Load(Func<string, float[]> values)
    {
        using IDisposable mode = no_grad();
        foreach ((string name, Tensor tensor) in _tensors)
            TensorCopy.Fill(tensor, values(name));
    }

    public void Dispose()
    {
        foreach (Tensor tensor in _tensors.Values)
            tensor.Dispose();
    }

    /// <summary>Trunk parameters in the number format of the products; a gradient finds its way back through the conversion.</summary>
    private Dictionary<string, Tensor> Typed(ScalarType type) => type == ScalarType.Float32
        ? _tensors
        : _tensors.ToDictionary(entry => entry.Key, entry => entry.Value.dim() == 4 ? entry.Value.to(type) : entry.Value);

    private HashSet<string> FrozenLayers(string? fromLayer)
    {
        if (fromLayer is null)
            return [];
        string[] layers =
            [.. _contract.Program.Steps.OfType<ConvStep>().Select(step => step.Name), .. _contract.Linears.Select(linear => linear.Name)];
        int first = Array.IndexOf(layers, fromLayer);
        if (first < 0)
            throw new ArgumentException(
                $"The network {Card.Architecture.Name} has no layer '{fromLayer}' to train from; it has {string.Join(", ", layers)}.",
                nameof(fromLayer));
        var norms = _contract.Program.Steps.OfType<ConvStep>().ToDictionary(step => step.Name, step => step.BatchNorm);
        return [.. layers[..first].SelectMany(layer => norms.GetValueOrDefault(layer) is { } norm ? new[] { layer, norm.Name } : [layer])];
    }

    private static string LayerOf(string name) => name[..name.LastIndexOf('.')];

    /// <summary>Tensors of a training as those of a network.</summary>
    private sealed class Values(ParameterContract contract, IReadOnlyDictionary<string, float[]> values) : IParameterSource
    {
        public string Name => "the trained network";

        public IReadOnlyDictionary<string, long[]> Shapes => contract.Expected;

        public void CopyTo(string name, Span<float> destination) => values[name].CopyTo(destination);
    }
}
