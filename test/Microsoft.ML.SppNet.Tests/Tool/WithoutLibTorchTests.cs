using Microsoft.ML.SppNet.Files;
using Microsoft.ML.SppNet.Imaging;
using Microsoft.ML.SppNet.Networks.Execution;
using Microsoft.ML.SppNet.Reading;
using Microsoft.ML.SppNet.Tool;
using Microsoft.ML.SppNet.TorchLoading;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>The tool as it is built, with no backend beside it, in a process of its own.</summary>
[TestClass]
public class WithoutLibTorchTests
{
    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void ExtractionMapsNoFileOfLibTorch()
    {
        using var folder = new TemporaryFolder();
        string picture = DrawnImages.Save(folder["1.png"], 200, 200);
        File.WriteAllLines(folder["list.txt"], Enumerable.Repeat(picture, 2000));
        string[] mapped = [];
        ChildProcess.Run(folder.Root, "dotnet", Extract(["--architecture", "zf5", "--images", "list.txt", "--output", "x.npy"]), process =>
        {
            // Rows go to a hidden file until the end: when it has grown past its header, the network has run.
            while (!process.HasExited && !Directory.GetFiles(folder.Root, ".*.tmp").Any(file => new FileInfo(file).Length > 100_000))
                Thread.Sleep(20);
            mapped = [.. File.ReadLines($"/proc/{process.Id}/maps").Select(Library).OfType<string>().Distinct()];
            process.Kill();
        });
        Assert.ContainsSingle(mapped.Where(name => name == "libSkiaSharp.so"), string.Join(' ', mapped));
        Assert.IsEmpty(mapped.Where(name => name.Contains("torch", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("libc10", StringComparison.Ordinal)));
    }

    /// <summary>The nets whose taps NetworkOracleTests hold against PyTorch, run by libtorch here and by the tool there.</summary>
    [TestMethod]
    [DataRow("resnet18", "layer4")]
    [DataRow("squeezenet1.1", "fire9")]
    public void FeaturesAreThoseOfLibTorch(string golden, string tap)
    {
        using var folder = new TemporaryFolder();
        using SppNetwork network = new GoldenNetwork(NetworkGolden.Load(golden)).Build("Training");
        network.Save(folder["net.safetensors"]);
        string image = DrawnImages.Save(folder["pictures", "1.png"], 150, 120);
        float[] actual = Rows(folder, "net.safetensors", folder["pictures"], tap).Single();

        using var extractor = new SppFeatureExtractor(network, null, new SppFeatureColumn("Features") { Taps = [tap] });
        using PixelImage pixels = extractor.Decode(image);
        using PreparedImage prepared = extractor.Prepare(pixels);
        using DisposeScope scope = NewDisposeScope();
        Tensor input = tensor(prepared.Pixels(0).ToArray()).reshape(1, prepared.Geometries[0].Height, prepared.Geometries[0].Width,
            3).permute(0, 3, 1, 2);
        int value = network.Parameters.Program.Taps.Single(one => one.Key == tap).Value;
        Tensor pooled = SpatialPyramid.Default.Pool(PlainTrunk.Run(network, input, [value])[0].contiguous());
        GoldenFeatures.AssertClose(pooled.data<float>().ToArray(), actual, 1e-5, golden);
    }

    /// <summary>The photographs and features that PyTorch computed in double precision.</summary>
    [TestMethod]
    [DataRow("alexnet-conv", "alexnet", "conv5")]
    [DataRow("squeezenet1.1", "squeezenet1.1", "fire9")]
    public void FeaturesAreThoseOfTheGoldens(string weights, string architecture, string tap)
    {
        using var folder = new TemporaryFolder();
        string file = SharedData.Require("weights", weights + ".safetensors");
        File.WriteAllLines(folder["list.txt"], GoldenFeatures.Images());
        float[][] expected = GoldenFeatures.Read(weights, tap);
        float[][] actual = Rows(folder, file, "list.txt", tap, "--architecture", architecture);
        Assert.HasCount(expected.Length, actual);
        for (int row = 0; row < expected.Length; row++)
            GoldenFeatures.AssertClose(expected[row], actual[row], GoldenFeatures.Tolerance, $"{weights}, image {row}");
    }

    [TestMethod]
    public void AGpuIsRefusedInWords()
    {
        using var folder = new TemporaryFolder();
        DrawnImages.Save(folder["pictures", "1.png"]);
        ChildProcess run = ChildProcess.Run(
            folder.Root, "dotnet", Extract(["--architecture", "zf5", "--images", "pictures", "--output", "x.npy", "--device", "cuda"]));
        Assert.AreEqual(
            (1, "sppnet: --device cuda: the tool has no CUDA backend here; from a clone, TORCH_BACKEND=cuda-linux build/sppnet.sh "
                + "(cuda-windows on Windows) "
                + "runs it with one.\n"),
            (run.ExitCode, run.Error));
    }

    [TestMethod]
    public void TheToolSaysHowToRunItWithLibTorch()
    {
        var facts = new TorchFacts("linux-x64", "0.107.0", "2.10.0", "0.107.0");
        Assert.AreEqual(
            "libtorch is needed here, because bfloat16 was asked for, and the tool comes without it: "
            + "from a clone, TORCH_BACKEND=cpu build/sppnet.sh runs it with one.",
            Failures.Sentence(new LibTorchException("bfloat16 was asked for", facts)));
        Assert.AreEqual(
            "libtorch is needed here, because bfloat16 was asked for, and does not load. libtorch is there ('/x') but does not load.",
            Failures.Sentence(new LibTorchException("bfloat16 was asked for", facts with { LibTorchPath = "/x" })));
    }

    private static float[][] Rows(TemporaryFolder folder, string network, string images, string tap, params string[] more)
    {
        ChildProcess.Run(
            folder.Root, "dotnet",
            Extract(["--network", network, "--images", images, "--tap", tap, "--output", "x.npy", .. more])).Succeeded("sppnet");
        NpyArray array = NpyReader.Read(folder["x.npy"]);
        return [.. array.Values.Chunk(array.Shape[1])];
    }

    /// <summary>A command of the tool in its own folder; skips the test where it was built with a backend.</summary>
    private static string[] Extract(string[] arguments)
    {
        if (!TileKernel.IsSupported)
            Assert.Inconclusive("skipped: this processor has no AVX2, so the tool needs libtorch");
        string[] output = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory).Split(Path.DirectorySeparatorChar);
        string folder = Path.Combine([SharedData.RepositoryRoot(), "src", "Microsoft.ML.SppNet.Tool", "bin", .. output[^2..]]);
        if (Directory.EnumerateFiles(folder, "*torch_c*", SearchOption.AllDirectories).Any())
            Assert.Inconclusive("skipped: the tool was built with a backend of libtorch");
        return ["exec", Path.Combine(folder, "sppnet.dll"), "extract", .. arguments];
    }

    /// <summary>The name of the shared library that a line of <c>/proc/PID/maps</c> is of; null where it is of none.</summary>
    private static string? Library(string line)
    {
        int path = line.IndexOf('/', StringComparison.Ordinal);
        string name = path < 0 ? "" : Path.GetFileName(line[path..]);
        return name.EndsWith(".so", StringComparison.Ordinal) || name.Contains(".so.", StringComparison.Ordinal) ? name : null;
    }
}
