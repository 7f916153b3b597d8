using System.Globalization;
using System.Text.Json;

namespace Microsoft.ML.SppNet.Weights;

/// <summary>A folder as model hubs hand it out: a file of weights, and files of JSON that say what they are for.</summary>
internal static class HubFolder
{
    /// <summary>Entries of the metadata: mean and deviation of the channels, on the scale 0 to 255.</summary>
    internal const string Mean = "hub.mean", StandardDeviation = "hub.std";

    private const string Configuration = "config.json", Preprocessor = "preprocessor_config.json";
    private const int MostBytes = 1 << 20;

    /// <summary>What a hub calls weights, the safer format first.</summary>
    private static readonly string[] WeightNames = ["model.safetensors", "pytorch_model.bin"];

    /// <exception cref="FileNotFoundException">The folder has none.</exception>
    internal static string Weights(string folder) =>
        WeightNames.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException(
            $"'{folder}' is a folder without weights: expected {string.Join(" or ", WeightNames)} in it, or the path of a file.", folder);

    /// <summary>What the folder's configuration says that tensors do not: preprocessing, licence, where residual blocks stride.</summary>
    /// <exception cref="InvalidDataException">A configuration is no JSON; the message names it.</exception>
    internal static Dictionary<string, string> Metadata(string folder)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        Read(Path.Combine(folder, Configuration), root =>
        {
            // transformers' ResNet: in the 1×1 convolution that narrows, or in the 3×3.
            if (root.TryGetProperty("downsample_in_bottleneck", out JsonElement place) && place.ValueKind is JsonValueKind.True
                or JsonValueKind.False)
                texts[Configuration] = $"stride in conv{(place.GetBoolean() ? 1 : 2)}";
            if (root.TryGetProperty("pretrained_cfg", out JsonElement timm) && timm.ValueKind == JsonValueKind.Object)
            {
                AddChannels(texts, Mean, timm, "mean");
                AddChannels(texts, StandardDeviation, timm, "std");
                if (timm.TryGetProperty("license", out JsonElement licence) && licence.ValueKind == JsonValueKind.String)
                    texts["licence"] = licence.GetString()!;
            }
        });
        Read(Path.Combine(folder, Preprocessor), root =>
        {
            AddChannels(texts, Mean, root, "image_mean");
            AddChannels(texts, StandardDeviation, root, "image_std");
        });
        return texts;
    }

    private static void Read(string path, Action<JsonElement> read)
    {
        if (!File.Exists(path) || new FileInfo(path).Length > MostBytes)
            return;
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                read(document.RootElement);
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"'{path}' is no JSON: {exception.Message}", exception);
        }
    }

    /// <summary>Hubs give them for values in [0, 1].</summary>
    private static void AddChannels(Dictionary<string, string> texts, string key, JsonElement parent, string name)
    {
        if (!parent.TryGetProperty(name, out JsonElement values) || values.ValueKind != JsonValueKind.Array || values.GetArrayLength() != 3)
            return;
        JsonElement[] channels = [.. values.EnumerateArray()];
        if (channels.All(channel => channel.ValueKind == JsonValueKind.Number))
            texts[key] =
                string.Join(',', channels.Select(channel => (255 * channel.GetDouble()).ToString("R", CultureInfo.InvariantCulture)));
    }
}
