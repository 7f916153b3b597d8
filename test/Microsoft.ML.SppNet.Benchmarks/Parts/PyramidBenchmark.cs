using BenchmarkDotNet.Attributes;
using Microsoft.ML.SppNet.Numerics;
using Microsoft.ML.SppNet.TorchLoading;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Benchmarks;

/// <summary>The paper's pyramid over the maps that ZF-5 and ResNet-50 make of 224 × 224 and of 375 × 500 pixels.</summary>
public class PyramidBenchmark : IDisposable
{
    private Tensor _maps = null!;

    [Params("256x13x13", "256x22x30", "2048x7x7", "2048x12x16")]
    public string Map { get; set; } = "";

    [Params(1, 8)]
    public int Batch { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        TorchBackend.EnsureLoaded("tensors are pooled");
        long[] shape = [.. Map.Split('x').Select(long.Parse)];
        _maps = rand([Batch, .. shape]).ChannelsLast();
    }

    [Benchmark]
    public void Pool()
    {
        using IDisposable mode = inference_mode();
        SpatialPyramid.Default.Pool(_maps).Dispose();
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _maps.Dispose();
        GC.SuppressFinalize(this);
    }
}
