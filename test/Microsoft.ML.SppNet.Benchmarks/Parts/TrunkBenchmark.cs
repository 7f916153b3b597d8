using BenchmarkDotNet.Attributes;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Benchmarks;

/// <summary>The convolutions of every architecture up to its deepest one, on libtorch's default number of threads.</summary>
public class TrunkBenchmark : IDisposable
{
    private SppNetwork _network = null!;
    private Tensor _images = null!;

    public static IReadOnlyList<string> Architectures => NetworkArchitecture.Names;

    [ParamsSource(nameof(Architectures))]
    public string Architecture { get; set; } = "";

    [Params("224x224", "375x500")]
    public string Size { get; set; } = "";

    [Params(1, 8)]
    public int Batch { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _network = SppNetwork.Create(Architecture);
        _images = RandomImages.ChannelsLast(InputSize.Parse(Size), Batch, _network.Preprocessing);
    }

    [Benchmark]
    public void Forward()
    {
        foreach (Tensor maps in _network.Forward(_images, [SppNetwork.SppTap]))
            maps.Dispose();
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _images.Dispose();
        _network.Dispose();
        GC.SuppressFinalize(this);
    }
}
