using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>The reference features of five photographs, computed in double precision by PyTorch, and the networks they are of.</summary>
internal static partial class GoldenFeatures
{
    internal const double Tolerance = 1e-4, BatchTolerance = 1e-5;

    /// <summary>Weight file, architecture, tap and golden file.</summary>
    internal static IEnumerable<object[]> Cases =>
    [
        ["alexnet-conv", new NetworkArchitecture("alexnet"), "conv5"],
        ["squeezenet1.1", new NetworkArchitecture("squeezenet1.1"), "fire9"],
        ["resnet50", new NetworkArchitecture("resnet50") { StrideIn = ResidualStride.Conv1 }, "layer3"],
        ["resnet50", new NetworkArchitecture("resnet50") { StrideIn = ResidualStride.Conv1 }, "layer4"],
    ];

    internal static string[] Images() =>
        [.. Directory.GetFiles(SharedData.Require("golden", "images"), "*.png").Order(StringComparer.Ordinal)];

    internal static SppNetwork Network(string weights, NetworkArchitecture architecture) =>
        SppNetwork.Load(SharedData.Require("weights", weights + ".safetensors"), architecture);

    internal static float[][] Read(string weights, string tap)
    {
        byte[] bytes = File.ReadAllBytes(SharedData.Require("golden", $"{weights}.{tap}.spp-6-3-2-1.npy"));
        int header = BitConverter.ToUInt16(bytes, 8);
        Match shape = Shape().Match(Encoding.ASCII.GetString(bytes, 10, header));
        int rows = int.Parse(shape.Groups[1].Value, null), columns = int.Parse(shape.Groups[2].Value, null);
        ReadOnlySpan<float> values = MemoryMarshal.Cast<byte, float>(bytes.AsSpan(10 + header));
        var result = new float[rows][];
        for (int row = 0; row < rows; row++)
            result[row] = values.Slice(row * columns, columns).ToArray();
        return result;
    }

    /// <summary>Fails where ‖actual − expected‖ / ‖expected‖ exceeds the tolerance.</summary>
    internal static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double tolerance, string what)
    {
        Assert.AreEqual(expected.Length, actual.Length, what);
        double error = TensorPrimitives.Distance(expected, actual) / TensorPrimitives.Norm(expected);
        Assert.IsTrue(error <= tolerance, $"{what}: relative error {error:E2} exceeds {tolerance:E0}");
    }

    [GeneratedRegex(@"\((\d+), (\d+)\)")]
    private static partial Regex Shape();
}
