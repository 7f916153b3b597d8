using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet;

/// <summary>
/// A network's parameters with the count of those who use them. Handles (<see cref="SppNetwork"/>) share one core: disposing a
/// prediction engine must not take the weights from the pipeline beside it. The last handle frees them.
/// </summary>
internal sealed class NetworkCore(ModelCard card, NetworkParameters parameters)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(DeviceType Device, int Index, InferencePrecision Precision), IRunner> _runners = [];
    private int _shares;
    private bool _freed;

    internal ModelCard Card => card;

    internal NetworkParameters Parameters => parameters;

    /// <summary>Made when first asked for: it reads every weight once.</summary>
    internal Lazy<byte[]> Fingerprint { get; } = new(() => NetworkFingerprint.Compute(card, parameters.Tensors));

    internal HeadRunner Head { get; } = new(
        card.Architecture,
        parameters.Linears,
        ArchitectureTables.Find(card.Architecture.Name).Head.ClassifierConv is { } conv && parameters.Tensors.ContainsKey(conv + ".weight"));

    /// <summary>Takes a share for a handle, or for the time of one run: a network disposed meanwhile then stays whole until it ends.</summary>
    /// <exception cref="ObjectDisposedException">The last share has been given up.</exception>
    internal Share Acquire()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_freed, typeof(SppNetwork));
            _shares++;
            return new Share(this);
        }
    }

    private void Release()
    {
        lock (_gate)
        {
            if (--_shares > 0)
                return;
            _freed = true;
            foreach (IRunner runner in _runners.Values)
                runner.Dispose();
            _runners.Clear();
            parameters.Dispose();
        }
    }

    /// <summary>One share of a core; given up once, however often it is disposed.</summary>
    internal sealed class Share(NetworkCore core) : IDisposable
    {
        private int _disposed;

        internal bool IsDisposed => Volatile.Read(ref _disposed) != 0;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
                core.Release();
        }
    }

    /// <summary>The trunk prepared for a device and precision; made at its first use and kept.</summary>
    internal IRunner RunnerFor(Device device, InferencePrecision precision)
    {
        // bfloat16 is emulated for those who ask for it here; TF32 is nothing that a processor has.
        if (precision == InferencePrecision.TensorFloat32)
            precision = PrecisionRule.For(device, precision);
        var key = (device.type, device.index, precision);
        lock (_gate)
        {
            if (!_runners.TryGetValue(key, out IRunner? runner))
                _runners[key] = runner = TrunkRunners.Create(parameters, device, precision);
            return runner;
        }
    }
}

/// <summary>A trunk ready to run on one device in one precision. Safe for concurrent use.</summary>
internal interface IRunner : IDisposable
{
    /// <summary>The parameters where the runner computes, for the fully connected layers: float32 on its device.</summary>
    IReadOnlyDictionary<string, Tensor> HeadParameters { get; }

    /// <summary>Runs the trunk up to the deepest value asked for.</summary>
    /// <param name="images">Tensor [N, 3, H, W], float32 on the runner's device.</param>
    /// <param name="values">Values of the program.</param>
    /// <returns>A float32 tensor [N, C, H′, W′] per value; the caller disposes them.</returns>
    Tensor[] Run(Tensor images, IReadOnlyList<int> values);
}
