using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.ML.SppNet.Networks.Execution;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>The rows of a run that is not finished, which the next one takes up, as far as the model and the images are the same.</summary>
internal sealed class PredictionJournal : IDisposable
{
    private readonly ImageJournal _journal;

    private PredictionJournal(ImageJournal journal) => _journal = journal;

    internal int Count => _journal.Count;

    /// <summary>Opens what is there, or begins anew where it is of another model.</summary>
    /// <exception cref="ToolException">It cannot be written, or the model not be read.</exception>
    internal static PredictionJournal Open(string output, string model, RunDevice device, int top)
    {
        string hash = ToolException.RefusedAsInput(() =>
        {
            using FileStream bytes = File.OpenRead(model);
            return Convert.ToHexString(SHA256.HashData(bytes));
        });
        return new PredictionJournal(ImageJournal.Open(output, JsonSerializer.Serialize(new Settings(hash, device.ToString(), top))));
    }

    /// <summary>What an earlier run found for an image that has not changed since.</summary>
    internal ImagePrediction? Find(ImageEntry image) =>
        _journal.Knows(image) && TryRead(_journal.Read(image)) is { } known ? known with { Image = image.Name } : null;

    internal void Add(ImageEntry image, ImagePrediction prediction) =>
        _journal.Add(image, [.. JsonSerializer.SerializeToUtf8Bytes(prediction), (byte)'\n']);

    /// <summary>The output is there: the rows are needed no more.</summary>
    internal void Finish() => _journal.Finish();

    /// <summary>Keeps the file where it has rows.</summary>
    public void Dispose() => _journal.Dispose();

    private static ImagePrediction? TryRead(byte[] entry)
    {
        try
        {
            return JsonSerializer.Deserialize<ImagePrediction>(entry) is { Class: not null, Top.Count: > 0 } prediction ? prediction : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Settings(string Model, string Device, int Top);
}
