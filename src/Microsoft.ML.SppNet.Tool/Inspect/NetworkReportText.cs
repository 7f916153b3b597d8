using System.Globalization;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>What <c>inspect</c> prints.</summary>
internal static class NetworkReportText
{
    internal static void Write(NetworkReport report, TextWriter output)
    {
        output.WriteLine(report.File ?? "untrained network");
        if (report.Card is { } card)
            Write(card, output);
        else
            output.WriteLine(report.Problem);
        if (report.Format is { } format)
            Line(output, "format", report.HasCard ? format : $"{format}, without a model card: sppnet weights convert writes one");
        Line(output, "parameters", report.Parameters.ToString("N0", CultureInfo.InvariantCulture));
        if (report.Runs is { } runs)
            Line(output, "runs on", runs);
        if (!report.HasCard)
            Section(output, "Metadata", report.Metadata.Select(entry => $"{entry.Key}: {entry.Value}"));
        Section(output, "Layers", report.Layers);
        Section(output, "Tensors", report.Tensors.Select(tensor => $"{tensor.Name}  {tensor.Type} [{string.Join(", ", tensor.Shape)}]"));
        Section(output, $"Taps (dimensions with levels {string.Join(',', report.Levels)})", report.Taps.Select(Text));
    }

    private static void Write(CardReport card, TextWriter output)
    {
        string stride = card.StrideIn is not null ? $", stride in {card.StrideIn}" : "";
        Line(output, "architecture",
            $"{card.Architecture}, padding {card.Padding}, head {card.Head}, head levels {Join(card.HeadLevels)}{stride}");
        Line(output, "preprocessing", $"{card.Channels}, mean {Join(card.Mean)}, standard deviation {Join(card.Std)}");
        if (card.Source is not null)
            Line(output, "source", card.Source);
        if (card.Licence is not null)
            Line(output, "licence", card.Licence);
    }

    private static string Text(TapReport tap)
    {
        string channels = tap.Channels == tap.Dimensions ? "" : $"{tap.Channels} channels, ";
        return $"{tap.Name}  {channels}{tap.Dimensions} dimensions, images from {tap.SmallestImage} pixels";
    }

    private static string Join<T>(IEnumerable<T> values) =>
        string.Join(',', values.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)));

    private static void Line(TextWriter output, string title, string text) => output.WriteLine($"{title + ":",-15}{text}");

    private static void Section(TextWriter output, string title, IEnumerable<string> lines)
    {
        string[] all = [.. lines];
        if (all.Length == 0)
            return;
        output.WriteLine();
        output.WriteLine(title);
        foreach (string line in all)
            output.WriteLine($"  {line}");
    }
}
