using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Benchmarks;

/// <summary>
/// ONNX Runtime with all graph optimisations. Its threads spin as they do by default, which its own run profits from; that others do not
/// suffer from it is the matter of <see cref="Rest"/>.
/// </summary>
internal sealed class OnnxTrunk : OwnProcessCandidate
{
    private readonly SessionOptions _options;
    private readonly InferenceSession _session;
    private readonly OrtValue _images;
    private readonly RunOptions _run = new();

    internal OnnxTrunk(TrunkCase one, string model, int threads)
    {
        _options = new SessionOptions { IntraOpNumThreads = threads, GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL };
        _session = new InferenceSession(model, _options);
        _images = OrtValue.CreateTensorValueFromMemory(one.Images.Floats().ToArray(), one.Images.shape);
    }

    public override string Name => Candidates.OnnxRuntime;

    public override float[] Output()
    {
        using IDisposableReadOnlyCollection<OrtValue> maps = Maps();
        return maps[0].GetTensorDataAsSpan<float>().ToArray();
    }

    public override void Dispose()
    {
        _images.Dispose();
        _session.Dispose();
        _run.Dispose();
        _options.Dispose();
    }

    protected override void Run() => Maps().Dispose();

    private IDisposableReadOnlyCollection<OrtValue> Maps() => _session.Run(_run, _session.InputNames, [_images], _session.OutputNames);
}
