using System.Text.Json;
using System.Text.Json.Nodes;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>Methods of proposing windows as text inside a saved detector. How many threads look for them is the machine's affair.</summary>
internal static class ProposalFormat
{
    private const string Method = "method", LongestSide = "edgesLongestSide", Type = "type";

    private const string SelectiveSearchName = "selective-search", EdgeBoxesName = "edge-boxes", SlidingName = "sliding-windows", Own =
        "own";

    internal static string Write(IProposalMethod proposals) => proposals switch
    {
        SelectiveSearch search => Text(SelectiveSearchName, search.Options),
        SlidingWindows sliding => Text(SlidingName, sliding.Options),
        EdgeBoxes { EdgeDetector: GradientEdgeDetector edges } boxes =>
            Text(EdgeBoxesName, boxes.Options, (LongestSide, edges.LongestSide)),
        UnknownProposals unknown => unknown.Text,
        _ => Text(Own, new object(), (Type, proposals.GetType().FullName)),
    };

    /// <summary>The method; one of a program's own cannot be made again, and says so when it is asked.</summary>
    /// <exception cref="InvalidDataException">The text is none of a method.</exception>
    internal static IProposalMethod Read(string text)
    {
        try
        {
            JsonObject fields = JsonNode.Parse(text)!.AsObject();
            string method = (string)fields[Method]!;
            return method switch
            {
                SelectiveSearchName => new SelectiveSearch(fields.Deserialize<SelectiveSearchOptions>()),
                SlidingName => new SlidingWindows(fields.Deserialize<SlidingWindowsOptions>()),
                EdgeBoxesName => new EdgeBoxes(fields.Deserialize<EdgeBoxesOptions>(), new GradientEdgeDetector((int)fields[LongestSide]!)),
                Own => new UnknownProposals(text, (string)fields[Type]!),
                _ => throw new InvalidDataException($"The detector's windows come from '{method}', which this version does not know."),
            };
        }
        catch (Exception error) when (error is JsonException or ArgumentException or InvalidOperationException or NullReferenceException)
        {
            throw new InvalidDataException($"What the detector says of its windows cannot be read: {error.Message}", error);
        }
    }

    private static string Text(string method, object options, params (string Name, JsonNode? Value)[] more)
    {
        JsonObject fields = JsonSerializer.SerializeToNode(options)!.AsObject();
        fields.Remove(nameof(SelectiveSearchOptions.NumberOfThreads));
        fields[Method] = method;
        foreach ((string name, JsonNode? value) in more)
            fields[name] = value;
        return fields.ToJsonString();
    }
}
