using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.SppNet.Numerics;
using Microsoft.ML.Transforms.Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Benchmarks;

/// <summary>Runs what <see cref="SppNetwork.SaveOnnx(string, OnnxExportOptions)"/> writes in ONNX Runtime and in ML.NET's own
/// <c>ApplyOnnxModel</c> against this library.</summary>
internal static class OnnxCheck
{
    private const double Tolerance = 1e-4;

    private static readonly (int Height, int Width)[] Sizes = [(224, 224), (197, 301)];

    /// <returns>0 where all agree.</returns>
    internal static int Run(params IReadOnlyList<string> architectures)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("sppnet-onnx-");
        double worst = 0;
        try
        {
            foreach (string architecture in architectures.Count > 0 ? architectures : NetworkArchitecture.Names)
            {
                double largest = Of(architecture, Path.Combine(folder.FullName, "network.onnx"));
                worst = Math.Max(worst, largest);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{architecture}: {largest:0.0E+0}"));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        return worst <= Tolerance ? 0 : 1;
    }

    private static double Of(string architecture, string path)
    {
        using SppNetwork network = SppNetwork.Create(architecture, classes: 10);
        string head = network.Taps[^1];
        double largest = 0;
        foreach ((int height, int width) in Sizes)
        {
            var whole = new OnnxExportOptions { Taps = [SppNetwork.SppTap, head], Height = height, Width = width };
            var free = new OnnxExportOptions { Taps = whole.Taps, Normalize = true };
            using DisposeScope scope = NewDisposeScope();
            Tensor pixels = (rand(2, 3, height, width) * 255).round_();
            network.SaveOnnx(path, whole);
            largest = Math.Max(largest, Difference(Expected(network, pixels, whole), InRuntime(path, pixels)));
            if (height == width)
                largest = Math.Max(largest, Difference(Expected(network, pixels[..1], whole), InMlNet(path, pixels[..1])));
            network.SaveOnnx(path, free);
            largest = Math.Max(largest, Difference(Expected(network, pixels, free), InRuntime(path, pixels)));
        }

        return largest;
    }

    private static float[] Expected(SppNetwork network, Tensor pixels, OnnxExportOptions options)
    {
        var pyramid = new SpatialPyramid(options.Levels);
        Tensor image = network.Preprocessing.Channels == ChannelOrder.Bgr ? pixels.flip(1) : pixels;
        image = (image - PerChannel(network.Preprocessing.Mean)) / PerChannel(network.Preprocessing.StandardDeviation);
        Tensor[] made = network.Forward(image.contiguous(), options.Taps);
        Tensor vector = cat([.. made.Select(one => one.dim() == 4 ? pyramid.Pool(one) : one)], 1);
        return Floats(options.Normalize ? vector / vector.square().sum([1], keepdim: true).sqrt() : vector);
    }

    private static float[] InRuntime(string path, Tensor pixels)
    {
        using var session = new InferenceSession(path);
        using var run = new RunOptions();
        using OrtValue image = OrtValue.CreateTensorValueFromMemory(Floats(pixels), pixels.shape);
        using IDisposableReadOnlyCollection<OrtValue> made = session.Run(run, ["image"], [image], ["features"]);
        return made[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private static float[] InMlNet(string path, Tensor pixels)
    {
        var mlContext = new MLContext();
        var definition = SchemaDefinition.Create(typeof(Row));
        definition["image"].ColumnType = new VectorDataViewType(
            NumberDataViewType.Single, pixels.shape[1..].Select(side => (int)side).ToArray());
        IDataView rows = mlContext.Data.LoadFromEnumerable([new Row { Image = Floats(pixels) }], definition);
        OnnxTransformer transformer = mlContext.Transforms.ApplyOnnxModel("features", "image", path).Fit(rows);
        return transformer.Transform(rows).GetColumn<float[]>("features").Single();
    }

    private static Tensor PerChannel(IReadOnlyList<float> values) => tensor(values.ToArray()).view(1, 3, 1, 1);

    private static float[] Floats(Tensor tensor) => tensor.contiguous().Floats().ToArray();

    /// <summary>The largest difference over the largest value; the parts of the vector have scales of their own, so the smaller one's
    /// counts too.</summary>
    private static double Difference(float[] expected, float[] actual) => expected.Length != actual.Length
        ? double.PositiveInfinity
        : expected.Zip(actual, (one, other) => Math.Abs((double)one - other)).Max() / expected.Max(value => Math.Abs((double)value));

    private sealed class Row
    {
        [ColumnName("image")]
        public float[] Image { get; set; } = [];
    }
}
