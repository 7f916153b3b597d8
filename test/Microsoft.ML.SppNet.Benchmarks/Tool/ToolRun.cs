using System.Globalization;
using System.Text.Json.Nodes;

namespace Microsoft.ML.SppNet.Benchmarks;

/// <summary>Runs <c>sppnet extract</c> as its users do, and a saved model in a process of its own.</summary>
/// <param name="Tool">The tool's assembly.</param>
/// <param name="Threads">Threads of the network's arithmetic.</param>
/// <param name="Folder">Where its files may lie.</param>
internal sealed record ToolRun(string Tool, int Threads, string Folder)
{
    /// <summary>The shorter side that images are resized to.</summary>
    internal const int Side = 224;

    private const int ColdRuns = 5;

    internal ToolResult Measure(SppNetwork network, string weightFile, IReadOnlyList<string> images)
    {
        string model = Path.Combine(Folder, "model.zip");
        FirstPrediction.SaveModel(network, images[0], model);
        double[] tool = new double[ColdRuns], saved = new double[ColdRuns];
        for (int run = 0; run < ColdRuns; run++)
        {
            tool[run] = Extract(weightFile, images[0]).Wall;
            saved[run] = TimedProcess.Run(typeof(ToolRun).Assembly.Location, "predict", model, images[0]);
        }

        string list = Path.Combine(Folder, "images.txt");
        File.WriteAllLines(list, images);
        (double wall, JsonNode report) = Extract(weightFile, list);
        return new ToolResult(network.Architecture.Name, new Times(tool), new Times(saved), wall)
        {
            Images = (int)report["images"]!,
            Seconds = (double)report["seconds"]!,
            NetworkSeconds = (double)report["networkSeconds"]!,
            PeakBytes = (long)report["peakWorkingSetBytes"]!,
        };
    }

    private (double Wall, JsonNode Report) Extract(string weightFile, string images)
    {
        string report = Path.Combine(Folder, "report.json");
        double wall = TimedProcess.Run(
            Tool, "extract", "--images", images, "--network", weightFile, "--size", Side.ToString(CultureInfo.InvariantCulture),
            "--output", Path.Combine(Folder, "features.npy"), "--threads", Threads.ToString(CultureInfo.InvariantCulture), "--json", report,
            "--quiet");
        return (wall, JsonNode.Parse(File.ReadAllText(report))!);
    }
}
