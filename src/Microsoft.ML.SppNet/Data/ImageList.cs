using Microsoft.ML.SppNet.Data;
using Microsoft.ML.SppNet.Imaging;

namespace Microsoft.ML.SppNet;

/// <summary>Reads a text file that lists images.</summary>
public static class ImageList
{
    /// <summary>The images that a list names, in its order.</summary>
    /// <param name="path">A UTF-8 text file, one path per line, absolute or relative to the list's own folder; <c>\</c> separates
    /// folders on every system, unless a file has it in its name; spaces around a path are cut off, blank lines are skipped and everything
    /// else is a path.</param>
    /// <remarks>Whether an image exists shows when it is opened: a list may be longer than what has arrived.</remarks>
    /// <exception cref="FileNotFoundException">There is no such list.</exception>
    /// <exception cref="InvalidDataException">
    /// The list is empty, not text, or a line cannot be a path; the message names the line.
    /// </exception>
    public static IReadOnlyList<ImageEntry> Read(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        List<TextLine> lines = TextLine.Read(path);
        if (lines.Count == 0)
            throw new InvalidDataException($"'{path}': the list names no images");
        string folder = Path.GetDirectoryName(path) ?? "";
        return lines.ConvertAll(line => Entry(path, folder, line));
    }

    private static ImageEntry Entry(string list, string folder, TextLine line)
    {
        if (line.Text.Contains('\0', StringComparison.Ordinal))
            throw new InvalidDataException($"'{list}', line {line.Number}: expected a path, found a zero byte");
        return new ImageEntry(line.Text.Replace('\\', '/'), ImagePath.Resolve(folder, line.Text)) { List = list, Line = line.Number };
    }
}
