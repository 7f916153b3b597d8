using System.Globalization;
using System.Text.Json;
using Microsoft.ML.SppNet.Files;
using Microsoft.ML.SppNet.Imaging;

namespace Microsoft.ML.SppNet.Data;

/// <summary>Reads COCO's object annotations (cocodataset.org, "Data format").</summary>
internal sealed class CocoReader
{
    private readonly string _path;
    private readonly JsonElement _root;

    private CocoReader(string path, JsonElement root) => (_path, _root) = (path, root);

    internal static AnnotatedImageSet Read(string path, string? imageFolder)
    {
        using FileStream stream = OrdinaryFile.Open(path);
        try
        {
            using JsonDocument document = JsonDocument.Parse(stream);
            return new CocoReader(path, document.RootElement).Read(imageFolder ?? Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"'{path}', line {error.LineNumber + 1}: broken JSON: {error.Message}", error);
        }
    }

    private AnnotatedImageSet Read(string folder)
    {
        (long Id, string Name)[] categories = [.. List("categories").Select((one, index) => (
            Number(one, "categories", index, "id"), Text(one, "categories", index, "name"))).OrderBy(category => category.Item1)];
        Dictionary<long, int> classOf = Unique(categories.Select(category => category.Id), "categories");
        JsonElement[] images = [.. List("images")];
        Dictionary<long, int> imageOf = Unique(images.Select((one, index) => Number(one, "images", index, "id")), "images");
        List<AnnotatedObject>[] objects = [.. images.Select(_ => new List<AnnotatedObject>())];
        foreach ((JsonElement one, int index) in List("annotations").Select((one, index) => (one, index)))
        {
            if (!imageOf.TryGetValue(Number(one, "annotations", index, "image_id"), out int image))
                throw Invalid("annotations", index, "its image_id is of no image");
            if (!classOf.TryGetValue(Number(one, "annotations", index, "category_id"), out int category))
                throw Invalid("annotations", index, "its category_id is of no category");
            objects[image].Add(new AnnotatedObject(category, Box(one, images[image], index), IsCrowd(one)));
        }

        return new AnnotatedImageSet(
            [.. categories.Select(category => category.Name)],
            [.. images.Select((one, index) => Image(folder, Text(one, "images", index, "file_name"), index, objects[index]))]);
    }

    private AnnotatedImage Image(string folder, string name, int index, List<AnnotatedObject> objects)
    {
        string path = ImagePath.Resolve(folder, name);
        return File.Exists(path)
            ? new AnnotatedImage(name, path, objects)
            : throw new FileNotFoundException($"'{_path}', images[{index}]: the image '{path}' is missing", path);
    }

    private ImageBox Box(JsonElement annotation, JsonElement image, int index)
    {
        if (!annotation.TryGetProperty("bbox", out JsonElement list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() != 4
            || list.EnumerateArray().Any(value => value.ValueKind != JsonValueKind.Number || !float.IsFinite(value.GetSingle())))
            throw Invalid("annotations", index, "expected a bbox of four numbers");
        float[] values = [.. list.EnumerateArray().Select(value => value.GetSingle())];
        var box = new ImageBox(values[0], values[1], values[0] + values[2], values[1] + values[3]);
        string text = string.Join(", ", values.Select(value => value.ToString(CultureInfo.InvariantCulture)));
        if (!(box.Area > 0))
            throw Invalid("annotations", index, $"expected a bbox with a width and a height above 0, found [{text}]");
        if (box.Right <= 0 || box.Bottom <= 0 || box.Left >= Side(image, "width") || box.Top >= Side(image, "height"))
            throw Invalid("annotations", index, $"its bbox [{text}] lies outside its image");
        return box;
    }

    private static double Side(JsonElement image, string name) =>
        image.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number
        ? value.GetDouble()
        : double.PositiveInfinity;

    private static bool IsCrowd(JsonElement annotation) => annotation.TryGetProperty("iscrowd", out JsonElement value)
        && (value.ValueKind == JsonValueKind.True || (value.ValueKind == JsonValueKind.Number && value.GetDouble() != 0));

    private JsonElement.ArrayEnumerator List(string name) => _root.ValueKind == JsonValueKind.Object
        && _root.TryGetProperty(name, out JsonElement list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0
            ? list.EnumerateArray()
            : throw new InvalidDataException($"'{_path}': expected a list '{name}' that is not empty, as COCO's annotations have it");

    private long Number(JsonElement one, string list, int index, string name) => one.ValueKind == JsonValueKind.Object
        && one.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number)
            ? number
            : throw Invalid(list, index, $"expected a whole number '{name}'");

    private string Text(JsonElement one, string list, int index, string name) => one.ValueKind == JsonValueKind.Object
        && one.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text
        && !text.Contains('\0', StringComparison.Ordinal)
            ? text
            : throw Invalid(list, index, $"expected a text '{name}'");

    private Dictionary<long, int> Unique(IEnumerable<long> ids, string list)
    {
        var index = new Dictionary<long, int>();
        foreach (long id in ids)
        {
            if (!index.TryAdd(id, index.Count))
                throw new InvalidDataException($"'{_path}': two of the {list} have the id {id}");
        }

        return index;
    }

    private InvalidDataException Invalid(string list, int index, string message) => new($"'{_path}', {list}[{index}]: {message}");
}
