using System.Text.Json;
using System.Text.Json.Nodes;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>Methods of proposing windows as text inside a saved detector.</summary>
internal static class ProposalFormat
{
    private const string Method = "method", Own = "own", SelectiveSearchName = "selective-search";

    internal static string Write(IProposalMethod proposals) => proposals switch
    {
        SelectiveSearch search => With(SelectiveSearchName, JsonSerializer.SerializeToNode(search.Options)!.AsObject()),
        UnknownProposals unknown => unknown.Text,
        _ => With(Own, new JsonObject { ["type"] = proposals.GetType().FullName }),
    };

    /// <summary>The method; one of a program's own cannot be made again, and says so when it is asked.</summary>
    /// <exception cref="InvalidDataException">The text is none of a method.</exception>
    internal static IProposalMethod Read(string text)
    {
        try
        {
            JsonObject fields = JsonNode.Parse(text)!.AsObject();
            string method = (string)fields[Method]!;
            fields.Remove(Method);
            return method switch
            {
                SelectiveSearchName => new SelectiveSearch(fields.Deserialize<SelectiveSearchOptions>()),
                Own => new UnknownProposals(text, (string)fields["type"]!),
                _ => throw new InvalidDataException($"The detector's windows come from '{method}', which this version does not know."),
            };
        }
        catch (Exception error) when (error is JsonException or ArgumentException or InvalidOperationException or NullReferenceException)
        {
            throw new InvalidDataException($"What the detector says of its windows cannot be read: {error.Message}", error);
        }
    }

    private static string With(string method, JsonObject fields)
    {
        fields[Method] = method;
        return fields.ToJsonString();
    }
}
