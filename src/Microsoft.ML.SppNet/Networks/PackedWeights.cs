using System.Collections.Concurrent;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet;

/// <summary>
/// The weights of a trunk in the layouts that oneDNN wants, which depend on the size of the input. Each size seen twice gets its
/// weights packed once; equal layouts share one tensor.
/// </summary>
internal sealed class PackedWeights : IDisposable
{
    /// <summary>Photographs at one shorter side have a few hundred aspects; what goes beyond runs with weights packed on the way.</summary>
    private const int MaximumSizes = 1024;

    private readonly NetworkParameters _parameters;
    private readonly jit.ScriptModule _packer;
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<(int Images, int Height, int Width), Tensor[]?> _bySize = [];
    private readonly Dictionary<(string Name, string Layout), Tensor> _byLayout = [];
    private readonly Dictionary<(string Name, long Images, long Height, long Width), Tensor> _byInput = [];
    private readonly ConvStep[] _convolutions;
    private readonly Tensor[] _dense;
    private readonly Tensor[] _biases;

    internal PackedWeights(NetworkParameters parameters)
    {
        _parameters = parameters;
        _packer = jit.load(ScriptArchive.Build(TrunkScript.PackMethods));
        _convolutions = [.. parameters.Program.Steps.OfType<ConvStep>()];
        _dense = [.. _convolutions.Select(conv => Rearrange(parameters.Tensors[conv.WeightName]))];
        _biases = [.. _convolutions.Select(conv => parameters.Tensors[conv.BiasName])];
    }

    /// <summary>The weights of all convolutions for a batch of images of one size.</summary>
    internal Tensor[] ForSize(int images, int height, int width)
    {
        var size = (images, height, width);
        if (_bySize.TryGetValue(size, out Tensor[]? known))
            return known ?? Pack(size);
        // Packing costs about what it saves in one run: the first image of a size runs without.
        if (_bySize.Count < MaximumSizes)
            _bySize.TryAdd(size, null);
        return _dense;
    }

    /// <summary>Weight and bias in turn of the convolutions of a segment, out of the weights of all.</summary>
    internal Tensor[] Of(TrunkSegment segment, Tensor[] weights)
    {
        int before = _parameters.Program.Steps.Take(segment.First).Count(step => step is ConvStep);
        int count = _parameters.Program.Steps.Take(segment.End).Count(step => step is ConvStep) - before;
        return [.. Enumerable.Range(before, count).SelectMany(index => new[] { weights[index], _biases[index] })];
    }

    public void Dispose()
    {
        foreach (Tensor tensor in _dense.Concat(_byLayout.Values))
            tensor.Dispose();
        _packer.Dispose();
    }

    private Tensor[] Pack((int Images, int Height, int Width) size)
    {
        lock (_gate)
        {
            if (_bySize[size] is { } known)
                return known;
            TrunkProgram program = _parameters.Program;
            Tensor[] packed = [.. _convolutions.Select((conv, index) =>
                Pack(conv, _dense[index], size.Images, program.SizeOf(conv.Input, size.Height), program.SizeOf(conv.Input, size.Width)))];
            _bySize[size] = packed;
            return packed;
        }
    }

    private Tensor Pack(ConvStep conv, Tensor dense, long images, long height, long width)
    {
        var input = (conv.Name, images, height, width);
        // A map without cells: the image is too small for this deep layer, which then does not run.
        if (height == 0 || width == 0)
            return dense;
        if (_byInput.TryGetValue(input, out Tensor? known))
            return known;
        using DisposeScope scope = NewDisposeScope();
        var packed = (Tensor)_packer.invoke("pack", dense, (long)conv.Padding, (long)conv.Stride, (long)conv.Groups, images, (long)conv.InChannels, height, width);
        using var layout = (Tensor)_packer.invoke("layout", packed);
        var key = (conv.Name, Convert.ToHexString(layout.bytes));
        if (!_byLayout.TryGetValue(key, out Tensor? shared))
            _byLayout[key] = shared = packed.DetachFromDisposeScope();
        return _byInput[input] = shared;
    }

    private static Tensor Rearrange(Tensor weight)
    {
        using DisposeScope scope = NewDisposeScope();
        return weight.ChannelsLast().DetachFromDisposeScope();
    }
}
