using BenchmarkDotNet.Attributes;
using Microsoft.ML.SppNet.Numerics;
using Microsoft.ML.SppNet.Visualization;

namespace Microsoft.ML.SppNet.Benchmarks;

/// <summary>One activation brought back to the pixels, beside the plain run forward.</summary>
public class ProjectionBenchmark : IDisposable
{
    private const int Side = 224;

    private SppNetwork _network = null!;
    private NetworkInput _input = null!;
    private ActivationTrace _trace = null!;
    private MapActivation _activation;

    [Params("alexnet", "zf5", "squeezenet1.1", "vgg16")]
    public string Architecture { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _network = SppNetwork.Create(Architecture);
        var random = new SplitMix64(1);
        float[] pixels = new float[Side * Side * 3];
        for (int index = 0; index < pixels.Length; index++)
            pixels[index] = (float)random.NextNormal() * 128 / _network.Preprocessing.StandardDeviation[index % 3];
        _input = NetworkInput.FromPixels(_network, pixels, Side, Side);
        _trace = ActivationTrace.Run(_network, _input, SppNetwork.SppTap);
        _activation = _trace.Strongest(_trace.StrongestMap);
    }

    [Benchmark(Baseline = true)]
    public void Forward()
    {
        using NativeTensor batch = _input.Batch(1);
        foreach (NativeTensor maps in NetworkInput.Run(_network, batch, [(SppNetwork.SppTap, null)]))
            maps.Dispose();
    }

    [Benchmark]
    public void Trace() => ActivationTrace.Run(_network, _input, SppNetwork.SppTap).Dispose();

    [Benchmark]
    public Projection Deconvnet() => _trace.Project(_activation);

    [Benchmark]
    public Projection Gradient() => _trace.Project(_activation, ProjectionMethod.Gradient);

    [GlobalCleanup]
    public void Dispose()
    {
        _trace.Dispose();
        _network.Dispose();
        GC.SuppressFinalize(this);
    }
}
