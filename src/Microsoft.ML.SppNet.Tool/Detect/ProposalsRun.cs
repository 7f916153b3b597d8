using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Detection;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>One run of <c>sppnet detect proposals</c>.</summary>
internal sealed record ProposalsRun(ToolConsole Console, string Images, string Output)
{
    internal required ProposalChoice Method { get; init; }

    internal required int? Threads { get; init; }

    internal required bool SkipBad { get; init; }

    internal required string? JsonPath { get; init; }

    internal required bool Quiet { get; init; }

    internal int Execute(CancellationToken cancellation)
    {
        if (!Path.GetExtension(Output).Equals(".csv", StringComparison.OrdinalIgnoreCase))
            throw ToolException.Usage($"--output ends in .csv; '{Output}' does not.");
        OutputPaths.Check(
            [("--images", Images)], [("--output", Output), ("--output", ImageJournal.PathOf(Output)), ("--json", JsonPath)]);
        IProposalMethod method = Method.Open(Threads);
        IReadOnlyList<ImageEntry> images = ImageSource.Read(Images);
        using ImageJournal journal = ImageJournal.Open(Output, JsonSerializer.Serialize(new Settings(Version, Method)));
        ImageEntry[] missing = [.. images.Where(image => !journal.Knows(image))];
        int resumed = images.Count - missing.Length;
        if (resumed > 0)
            Console.Error.WriteLine($"sppnet: {resumed} of {images.Count} images are known from a run that was not finished.");

        var bad = new HashSet<ImageEntry>();
        var search = new Stopwatch();
        if (!Search(method, missing, bad, journal, search, cancellation))
            return Cancelled(journal, images.Count);
        ImageEntry[] done = [.. images.Where(image => !bad.Contains(image))];
        if (done.Length == 0)
            throw ToolException.BadInput($"None of the {images.Count} images could be used; nothing was written.");
        long boxes = Write(done, journal);
        journal.Finish();
        double seconds = missing.Length > bad.Count ? search.Elapsed.TotalSeconds / (missing.Length - bad.Count) : 0;
        JsonFile.Write(JsonPath, new ProposalsReport(done.Length, boxes, seconds, bad.Count, resumed));
        string skipped = bad.Count > 0 ? $", {bad.Count} skipped" : "";
        Console.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{Output}: {done.Length} images, {boxes} boxes, {seconds:F3} s/image{skipped}"));
        return ExitCode.Done;
    }

    private static string Version =>
        typeof(SelectiveSearch).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    private int Cancelled(ImageJournal journal, int images)
    {
        Console.Error.WriteLine(journal.Count == 0
            ? "sppnet: cancelled before the first image was finished; nothing was written."
            : $"sppnet: cancelled; the boxes of {journal.Count} of {images} images are in '{ImageJournal.PathOf(Output)}'; "
                + "the same command goes on from there.");
        return ExitCode.Cancelled;
    }

    /// <summary>Searches images and notes what it finds.</summary>
    /// <returns>Whether it came to the end.</returns>
    private bool Search(
        IProposalMethod method, ImageEntry[] images, HashSet<ImageEntry> bad, ImageJournal journal, Stopwatch search,
        CancellationToken cancellation)
    {
        using var bar = new ProgressBar(Console, Quiet, images.Length);
        try
        {
            for (int index = 0; index < images.Length; bar.Report(++index))
            {
                ImageEntry entry = images[index];
                cancellation.ThrowIfCancellationRequested();
                try
                {
                    IReadOnlyList<ScoredBox> boxes = BoundedWait.For(() => Search(method, entry, search, cancellation), cancellation);
                    journal.Add(entry, MemoryMarshal.AsBytes<ScoredBox>([.. boxes]));
                }
                catch (ImageReadException error)
                {
                    bar.Clear();
                    ToolException refused = ToolException.BadImage(entry, error);
                    if (!SkipBad)
                        throw refused;
                    Console.Error.WriteLine($"sppnet: skipped: {refused.Message}");
                    bad.Add(entry);
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return false;
        }

        return true;
    }

    private static IReadOnlyList<ScoredBox> Search(
        IProposalMethod method, ImageEntry entry, Stopwatch search, CancellationToken cancellation)
    {
        using MLImage image = ImageFile.Load(entry.Path);
        search.Start();
        try
        {
            return method.Propose(image, cancellation);
        }
        finally
        {
            search.Stop();
        }
    }

    private long Write(ImageEntry[] images, ImageJournal journal)
    {
        long boxes = 0;
        ProposalFile.Write(Output, images.Select(image =>
        {
            ScoredBox[] found = [.. MemoryMarshal.Cast<byte, ScoredBox>(journal.Read(image))];
            boxes += found.Length;
            return (image.Name, (IReadOnlyList<ScoredBox>)found);
        }));
        return boxes;
    }

    /// <summary>What the boxes depend on.</summary>
    private sealed record Settings(string Version, ProposalChoice Method);
}
