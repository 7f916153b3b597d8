using Microsoft.ML.SppNet.Networks.Execution;
using Microsoft.ML.SppNet.Networks.Parameters;

namespace Microsoft.ML.SppNet.Networks;

/// <summary>
/// A network's parameters with the count of those who use them. Handles (<see cref="SppNetwork"/>) share one core: disposing a
/// prediction engine must not take the weights from the pipeline beside it. The last handle frees them.
/// </summary>
internal sealed class NetworkCore(ModelCard card, NetworkParameters parameters)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(RunDevice Device, InferencePrecision Precision), ITrunkRunner> _runners = [];
    private Share? _lender;
    private TrunkTracer? _tracer;
    private int _shares;
    private bool _freed;

    internal ModelCard Card => card;

    internal IReadOnlyList<string> Warnings { get; init; } = [];

    internal NetworkParameters Parameters => parameters;

    /// <summary>Made when first asked for: it reads every weight once.</summary>
    internal Lazy<byte[]> Fingerprint { get; } = new(() => NetworkFingerprint.Compute(card, parameters.Tensors));

    internal HeadLayers Head { get; } = new(
        card.Architecture,
        parameters.Linears,
        card.Architecture.Table.Head.ClassifierConv is { } conv && parameters.Tensors.ContainsKey(conv + ".weight"));

    /// <summary>Takes a share for a handle, or for the time of one run: a network disposed meanwhile then stays whole until it
    /// ends.</summary>
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

    /// <summary>A core for the same weights in another padding; it keeps a share of this one, to which they belong.</summary>
    internal NetworkCore WithPadding(TrunkPadding padding)
    {
        NetworkArchitecture architecture = card.Architecture with { Padding = padding };
        var shapes = parameters.Tensors.ToDictionary(tensor => tensor.Key, tensor => tensor.Value.Shape.ToArray());
        NetworkParameters lent = parameters.With(ParameterContract.For(architecture, shapes).Program);
        return new NetworkCore(card with { Architecture = architecture }, lent) { Warnings = Warnings, _lender = Acquire() };
    }

    private void Release()
    {
        lock (_gate)
        {
            if (--_shares > 0)
                return;
            _freed = true;
            foreach (ITrunkRunner runner in _runners.Values)
                runner.Dispose();
            _runners.Clear();
            _tracer?.Dispose();
            if (_lender is null)
                parameters.Dispose();
            else
                _lender.Dispose();
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

    /// <summary>How it runs on a device in a precision, and why.</summary>
    internal RunnerChoice ChoiceFor(RunDevice device, InferencePrecision precision) =>
        RunnerChoice.For(parameters.Program, device, OnDevice(device, precision));

    /// <summary>The network prepared for a device and precision; made at its first use and kept.</summary>
    internal ITrunkRunner RunnerFor(RunDevice device, InferencePrecision precision)
    {
        precision = OnDevice(device, precision);
        lock (_gate)
        {
            if (!_runners.TryGetValue((device, precision), out ITrunkRunner? runner))
                _runners[(device, precision)] = runner = TrunkRunners.Create(parameters, Head, device, precision);
            return runner;
        }
    }

    /// <summary>What runs the trunk so that there is a way back; made at its first use and kept.</summary>
    internal TrunkTracer Tracer
    {
        get
        {
            lock (_gate)
                return _tracer ??= new TrunkTracer(parameters, Head);
        }
    }

    /// <summary>bfloat16 is emulated for those who ask for it here; TF32 is nothing that a processor has.</summary>
    private static InferencePrecision OnDevice(RunDevice device, InferencePrecision precision) =>
        precision == InferencePrecision.TensorFloat32 ? PrecisionRule.For(device, precision) : precision;
}
