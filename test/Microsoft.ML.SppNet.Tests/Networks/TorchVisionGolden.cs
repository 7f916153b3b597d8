using System.Text.Json;
using System.Text.RegularExpressions;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>What torchvision's own module computed (test/oracles/torchvision_networks.py; its README describes the file's form).</summary>
/// <remarks>
/// <c>Parameters</c> are names and shapes as torchvision has them, <c>layer1.0.conv1.weight 64x64x3x3</c>; <c>Gains</c> go by the end of
/// a name.
/// </remarks>
internal sealed record TorchVisionGolden(
    string Network, double InputAmplitude, Dictionary<string, double> Gains, string[] Parameters, TorchVisionCase[] Cases)
{
    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Fixtures", "torchvision");

    internal static IEnumerable<string> Names =>
        Directory.EnumerateFiles(Folder, "*.json").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal);

    internal static TorchVisionGolden Load(string name)
    {
        using FileStream file = File.OpenRead(Path.Combine(Folder, name + ".json"));
        return JsonSerializer.Deserialize<TorchVisionGolden>(file, JsonSerializerOptions.Web)!;
    }

    /// <summary>The parameters of the fixture, each with the amplitude and offset that its name and shape stand for.</summary>
    internal IEnumerable<GoldenParameter> Tensors() => Parameters.Select(parameter =>
    {
        string[] parts = parameter.Split(' ');
        long[] shape = [.. parts[1].Split('x').Select(long.Parse)];
        return parts[0] switch
        {
            string name when shape.Length > 1 => new GoldenParameter(name, shape, Gain(name) * Math.Sqrt(6.0 / FanIn(shape)), 0),
            string name when name.EndsWith(".running_var", StringComparison.Ordinal) => new GoldenParameter(name, shape, 0.5, 1),
            string name when name.EndsWith(".weight", StringComparison.Ordinal) => new GoldenParameter(name, shape, 0.2, 1),
            string name => new GoldenParameter(name, shape, 0.1, 0),
        };
    });

    private static long FanIn(long[] shape) => shape[1..].Aggregate(1L, (product, size) => product * size);

    private double Gain(string name) =>
        Gains.Where(gain => Regex.IsMatch(name, gain.Key, RegexOptions.CultureInvariant)).Select(gain => gain.Value).FirstOrDefault(1);
}

/// <summary>One size of image, and every tap.</summary>
internal sealed record TorchVisionCase(int Height, int Width, Dictionary<string, GoldenTensor> Taps);
