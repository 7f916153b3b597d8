using BenchmarkDotNet.Attributes;
using Microsoft.ML.Data;

namespace Microsoft.ML.SppNet.Benchmarks;

/// <summary>Image files to features through an ML.NET pipeline; the time is per image.</summary>
public class EndToEndBenchmark : IDisposable
{
    private const int Images = 32, Width = 500, Height = 375;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sppnet-benchmark-");
    private IDataView _files = null!;
    private SppFeatureTransformer _features = null!;

    [Params("zf5", "alexnet", "resnet50", "squeezenet1.1")]
    public string Architecture { get; set; } = "";

    [Params(0, 224)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        string[] paths = DrawnPhotos.Save(_folder.FullName, Images, Width, Height);
        var mlContext = new MLContext();
        _files = mlContext.Data.LoadFromEnumerable(paths.Select(path => new ImageRow { ImagePath = path }));
        using SppNetwork network = SppNetwork.Create(Architecture);
        _features = mlContext.Transforms.ExtractSppFeatures("Features", nameof(ImageRow.ImagePath), network, size: Size).Fit(_files);
    }

    [Benchmark(OperationsPerInvoke = Images)]
    public float FilesToFeatures() => _features.Transform(_files).GetColumn<float[]>("Features").Sum(features => features[0]);

    [GlobalCleanup]
    public void Dispose()
    {
        _features.Dispose();
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }
}
