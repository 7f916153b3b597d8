using Microsoft.ML.SppNet.Files;
using Microsoft.ML.SppNet.Imaging;

namespace Microsoft.ML.SppNet.Data;

/// <summary>Lists of images with their classes: CSV with a path and a class per line.</summary>
internal static class LabeledList
{
    private static readonly string[] PathTitles = ["path", "image", "imagepath", "file"], ClassTitles = ["label", "class"];

    /// <summary>The lines' images and classes, in the list's order.</summary>
    /// <exception cref="InvalidDataException">A line is not a path and a class, or there is none; the message names the line.</exception>
    internal static List<(ImageEntry Image, string Class)> Read(string list)
    {
        string folder = Path.GetDirectoryName(list) ?? "";
        var found = new List<(ImageEntry, string)>();
        foreach ((TextLine line, int index) in TextLine.Read(list).Select((line, index) => (line, index)))
        {
            if (CsvText.Fields(line.Text) is not [{ Length: > 0 } path, { Length: > 0 } label]
                || path.Contains('\0', StringComparison.Ordinal))
                throw new InvalidDataException(
                    $"'{list}', line {line.Number}: expected a path and a class with a comma between, found {line.Text}");
            if (index == 0 && IsTitle(path, PathTitles) && IsTitle(label, ClassTitles))
                continue;
            found.Add((new ImageEntry(path.Replace('\\', '/'), ImagePath.Resolve(folder, path)) { List = list, Line = line.Number },
                label));
        }

        return found.Count > 0 ? found : throw new InvalidDataException($"'{list}': the list names no images");
    }

    private static bool IsTitle(string field, string[] titles) => titles.Contains(field, StringComparer.OrdinalIgnoreCase);
}
