using System.Globalization;
using System.Reflection;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.SppNet.TorchLoading;
using TorchSharp;

namespace Microsoft.ML.SppNet.Benchmarks;

/// <summary>One run of everything that is compared.</summary>
internal sealed record Comparison(string Folder)
{
    private const int DrawnWidth = 300, DrawnHeight = 225;

    internal required string[] Architectures { get; init; }

    internal required InputSize[] Sizes { get; init; }

    internal required int[] Batches { get; init; }

    internal required int Threads { get; init; }

    internal required TimeSpan PerCandidate { get; init; }

    internal required NetworkSource Networks { get; init; }

    internal required string? Images { get; init; }

    internal required int ImageCount { get; init; }

    internal required string Python { get; init; }

    internal void Run()
    {
        string machine = Machine.Describe();
        using var python = new PyTorchProcess(Python, FromRoot("test/oracles/trunk_server.py"), Threads);
        var trunks = new List<CaseResult>();
        var tools = new List<ToolResult>();
        foreach (string architecture in Architectures)
        {
            using SppNetwork network = Networks.Open(architecture);
            TorchBackend.EnsureLoaded("the plain modules are measured");
            SppNetwork.Threads = Threads;
            // The plain modules run beside it.
            torch.set_num_threads(Threads);
            string weights = Path.Combine(Folder, architecture + ".safetensors");
            network.Save(weights);
            trunks.AddRange(MeasureTrunk(network, weights, python));
            if (ImageCount > 0)
                tools.Add(MeasureTool(network, weights));
        }

        foreach (string line in Report(machine, python.Version, trunks, tools))
            Console.WriteLine(line);
    }

    private List<CaseResult> MeasureTrunk(SppNetwork network, string weights, PyTorchProcess python)
    {
        var comparison = new TrunkComparison(python, Threads, PerCandidate, Folder);
        var results = new List<CaseResult>();
        foreach (InputSize size in Sizes)
        {
            foreach (int batch in Batches)
            {
                using var one = new TrunkCase(network, weights, size, batch);
                Console.Error.WriteLine(one);
                results.Add(comparison.Measure(one));
            }
        }

        return results;
    }

    private ToolResult MeasureTool(SppNetwork network, string weights)
    {
        Console.Error.WriteLine($"{network.Architecture.Name}, the tool");
        string tool = FromRoot("src/Microsoft.ML.SppNet.Tool/bin/Release/net10.0/sppnet.dll");
        return new ToolRun(tool, Threads, Folder).Measure(network, weights, Photographs());
    }

    private string[] Photographs()
    {
        if (Images is not null)
            return [.. ImageFolder.Enumerate(Images).Take(ImageCount).Select(image => Path.GetFullPath(image.Path))];
        string drawn = Path.Combine(Folder, "photographs");
        return Directory.Exists(drawn)
            ? [.. Directory.GetFiles(drawn).Order(StringComparer.Ordinal)]
            : DrawnPhotos.Save(Directory.CreateDirectory(drawn).FullName, ImageCount, DrawnWidth, DrawnHeight);
    }

    private IEnumerable<string> Report(string machine, string pytorch, List<CaseResult> trunks, List<ToolResult> tools)
    {
        yield return $"{machine}. libtorch {torch.__version__}, PyTorch {pytorch}, ONNX Runtime {OrtEnv.Instance().GetVersionString()}; "
            + $"{Threads} threads; {Networks.Describe(Architectures)}.";
        if (trunks.Count > 0)
        {
            yield return "";
            yield return "Trunks in float32 up to the deepest convolution: milliseconds per image, median (least; quartiles), and how "
                + "many times as fast this library is, by medians.";
            foreach (string line in (string[])["", .. TrunkTables.Times(trunks), "", .. TrunkTables.Targets(trunks)])
                yield return line;
        }

        if (tools.Count > 0)
        {
            string images = Images is null
                ? $"{DrawnWidth}x{DrawnHeight} drawn"
                : Path.GetFileName(Path.TrimEndingDirectorySeparator(Images));
            yield return "";
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"The tool and a saved model, from process start to process end, shorter side {ToolRun.Side} (images: {images}). First "
                    + $"features: of one image, model load included.");
            foreach (string line in (string[])["", .. ToolTable.Lines(tools)])
                yield return line;
        }
    }

    private static string FromRoot(string path) => Path.Combine(
        typeof(Comparison).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "RepositoryRoot").Value!, path);
}
