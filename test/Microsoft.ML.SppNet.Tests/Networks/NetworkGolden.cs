using System.Text.Json;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>
/// What the independent PyTorch program test/oracles/networks.py computed for one network; its README describes the file's
/// form.
/// </summary>
/// <remarks>
/// <c>Head</c> is null for a trunk, else <c>spp</c>, <c>fixed</c> or <c>classifier</c>; <c>Parameters</c> are all of the
/// network, in order of use.
/// </remarks>
internal sealed record NetworkGolden(
    string Network, string? Head, GoldenOptions Options, double InputAmplitude, GoldenParameter[] Parameters, GoldenCase[] Cases)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Fixtures", "networks");

    /// <summary>The goldens there are, by the name that <see cref="Load"/> takes.</summary>
    internal static IEnumerable<string> Names =>
        Directory.EnumerateFiles(Folder, "*.json").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal);

    internal static NetworkGolden Load(string name)
    {
        using FileStream file = File.OpenRead(Path.Combine(Folder, name + ".json"));
        return JsonSerializer.Deserialize<NetworkGolden>(file, Json)!;
    }

    /// <summary>The case's image, already preprocessed: 3×height×width, channel, row, column.</summary>
    internal float[] Image(GoldenCase of) => CounterRandom.Fill($"input/{of.Height}x{of.Width}", 3L * of.Height * of.Width, InputAmplitude);
}

/// <summary>What differs from the network's own table; null where nothing does.</summary>
internal sealed record GoldenOptions(
    bool? BatchNorm = null, string? StrideIn = null, GoldenNormalization? Normalization = null, string? Order = null);

internal sealed record GoldenNormalization(string Kind, int Size, double Alpha, double Beta);

internal sealed record GoldenParameter(string Name, long[] Shape, double Amplitude, double Offset)
{
    internal float[] Values() => CounterRandom.Fill(Name, Shape.Aggregate(1L, (product, size) => product * size), Amplitude, Offset);
}

/// <summary>
/// One image size and padding (<c>Training</c> or <c>Deployment</c>): taps in order of depth, and maps pooled over levels 6, 3,
/// 2, 1 by tap.
/// </summary>
internal sealed record GoldenCase(
    string Padding, int Height, int Width, Dictionary<string, GoldenTensor> Taps, Dictionary<string, GoldenTensor> Pyramids);

/// <summary>A tensor without its batch dimension: Euclidean norm, sum, and some elements by flat index.</summary>
internal sealed record GoldenTensor(long[] Shape, double Norm, double Sum, int[] Indices, double[] Values)
{
    /// <summary>
    /// The largest disagreement of a tensor, relative: of its norm, of its sum (to the norm times the root of the count, which bounds a
    /// sum), and of each
    /// recorded element (to the root mean square, so that small elements count as much as others).
    /// </summary>
    internal double Difference(ReadOnlySpan<float> actual)
    {
        double sum = 0, squares = 0;
        foreach (float value in actual)
        {
            sum += value;
            squares += (double)value * value;
        }

        double root = Math.Sqrt(actual.Length);
        double worst = Math.Max(Math.Abs(Math.Sqrt(squares) - Norm) / Norm, Math.Abs(sum - Sum) / (Norm * root));
        for (int i = 0; i < Indices.Length; i++)
            worst = Math.Max(worst, Math.Abs(actual[Indices[i]] - Values[i]) / (Norm / root));
        return double.IsNaN(worst) ? double.PositiveInfinity : worst;
    }
}
