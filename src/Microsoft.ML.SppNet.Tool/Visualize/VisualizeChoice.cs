using Microsoft.ML.SppNet.Networks.Execution;
using Microsoft.ML.SppNet.Visualization;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>What the visualisations share of what was asked for.</summary>
internal sealed record VisualizeChoice(ToolConsole Console, string Output, RunChoice Run)
{
    internal required NetworkChoice? Network { get; init; }

    internal required int Seed { get; init; }

    internal required IReadOnlyList<string> Taps { get; init; }

    internal required string? Images { get; init; }

    internal required int Size { get; init; }

    internal required ImageView View { get; init; }

    /// <summary>The single tap of visualisations that look at maps.</summary>
    internal string Tap => Taps is [var tap] ? tap : throw ToolException.Usage("--tap takes one name here.");

    /// <summary>Does the work: what the library refuses of the options is wrong usage, what it refuses of files is bad input.</summary>
    /// <param name="work">Given the device, the network and the gallery; gives what goes into the JSON.</param>
    internal int Execute(Func<RunDevice, SppNetwork, Gallery, object> work)
    {
        OutputPaths.Check([("--network", Network!.Path)], [("--output", Gallery.PageOf(Output)), ("--json", Run.JsonPath)]);
        RunDevice device = Run.Start();
        using SppNetwork network = Network.Open(Console.Warn);
        return Finish(gallery => work(device, network, gallery));
    }

    /// <summary>The same without a network of its own.</summary>
    internal int Finish(Func<Gallery, object> work)
    {
        var gallery = new Gallery(Output);
        object report = ToolException.RefusedAsUsage(() => ToolException.RefusedAsInput(() => work(gallery)));
        JsonFile.Write(Run.JsonPath, report);
        Console.Output.WriteLine($"Page: {gallery.PagePath}");
        return ExitCode.Done;
    }

    internal IReadOnlyList<ImageEntry> ReadImages() => ImageSource.Read(Images!);

    internal NetworkInput Load(SppNetwork network, ImageEntry image) => NetworkInput.Load(network, image.Path, Size, View);

    /// <summary>Works through images one by one, with progress.</summary>
    internal List<T> ForEachImage<T>(SppNetwork network, Func<ImageEntry, NetworkInput, int, T> work, CancellationToken cancellation)
    {
        IReadOnlyList<ImageEntry> images = ReadImages();
        var results = new List<T>();
        using var bar = new ProgressBar(Console, Run.Quiet, images.Count);
        foreach (ImageEntry image in images)
        {
            cancellation.ThrowIfCancellationRequested();
            results.Add(work(image, Load(network, image), results.Count));
            bar.Report(results.Count);
        }

        return results;
    }
}
