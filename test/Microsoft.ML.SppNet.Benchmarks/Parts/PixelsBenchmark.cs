using BenchmarkDotNet.Attributes;
using Microsoft.ML.SppNet.Imaging;

namespace Microsoft.ML.SppNet.Benchmarks;

/// <summary>From a JPEG file to the network's input, step by step, on one thread.</summary>
public class PixelsBenchmark : IDisposable
{
    private const int Side = 224;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sppnet-benchmark-");
    private string _file = "";
    private byte[] _content = [];
    private PixelImage _image = null!;
    private ImageGeometry _geometry;
    private float[] _input = [];

    [Params("500x375", "2048x1536")]
    public string Photo { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        int[] sides = [.. Photo.Split('x').Select(int.Parse)];
        _file = DrawnPhotos.Save(_folder.FullName, 1, sides[0], sides[1])[0];
        _content = File.ReadAllBytes(_file);
        _image = ImageFile.Decode(_file);
        _geometry = ImageGeometry.For(_image.FullWidth, _image.FullHeight, Side, ImageView.Full);
        _input = new float[_geometry.Width * _geometry.Height * ImageTensorWriter.Channels];
    }

    [Benchmark]
    public void Decode() => ImageFile.Decode(_file).Dispose();

    [Benchmark]
    public void DecodeForSize() => ImageFile.Decode(_file, Side).Dispose();

    /// <summary>The part of decoding a JPEG that looks for missing data.</summary>
    [Benchmark]
    public string? FindDamage() => JpegDamage.Find(_content);

    [Benchmark]
    public float Resize()
    {
        using var resizer = new ImageResizer(_image, _geometry, ResizeKernel.Triangle);
        float last = 0;
        for (int row = 0; row < _geometry.Height; row++)
            last = resizer.Row(row)[^1];
        return last;
    }

    [Benchmark]
    public void PixelsToTensor() =>
        ImageTensorWriter.Write(_image, _geometry, ResizeKernel.Triangle, Preprocessing.TorchVision, flip: false, _input);

    [GlobalCleanup]
    public void Dispose()
    {
        _image.Dispose();
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }
}
