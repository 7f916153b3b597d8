namespace Microsoft.ML.SppNet.Data;

/// <summary>The text files of a VOC devkit's <c>ImageSets/Main</c>: the images of a set, and the labels of one class for them.</summary>
/// <param name="folder">The folder <c>ImageSets/Main</c>.</param>
/// <param name="name">The set: <c>trainval</c>, <c>test</c>, …</param>
internal sealed class VocImageSet(string folder, string name)
{
    private static readonly char[] Blanks = [' ', '\t'];

    internal string ListPath { get; } = Path.Combine(folder, $"{name}.txt");

    internal string LabelPath(string className) => Path.Combine(folder, $"{className}_{name}.txt");

    /// <summary>The ids of the set's images, in its order, with their lines.</summary>
    internal List<TextLine> ReadIds()
    {
        if (!File.Exists(ListPath))
            throw new FileNotFoundException($"'{ListPath}': there is no such image set; found {OtherSets()}", ListPath);

        Dictionary<string, int> lineOf = new(StringComparer.Ordinal);
        List<TextLine> lines = TextLine.Read(ListPath);
        foreach (TextLine line in lines)
        {
            // An id becomes part of a path: nothing that could lead out of the devkit.
            if (line.Text.IndexOfAny(['/', '\\', ':', '\0', .. Blanks]) >= 0)
                throw Invalid(ListPath, line, $"expected one image id, found '{line.Text}'");
            if (!lineOf.TryAdd(line.Text, line.Number))
                throw Invalid(ListPath, line, $"image {line.Text} is already in line {lineOf[line.Text]}");
        }
        return lines.Count > 0 ? lines : throw new InvalidDataException($"'{ListPath}': the image set is empty");
    }

    /// <summary>The labels of one class, for every image of the set in its order; null where the class has no file.</summary>
    internal int[]? ReadLabels(string className, IReadOnlyList<TextLine> ids, Action<string>? warn)
    {
        string path = LabelPath(className);
        if (!File.Exists(path))
            return null;

        Dictionary<string, (int Label, int Line)> labelOf = new(StringComparer.Ordinal);
        foreach (TextLine line in TextLine.Read(path))
        {
            (string id, int label) = Label(path, line);
            if (!labelOf.TryAdd(id, (label, line.Number)))
                throw Invalid(path, line, $"image {id} is already in line {labelOf[id].Line}");
        }

        int[] labels = new int[ids.Count];
        for (int i = 0; i < ids.Count; i++)
        {
            if (!labelOf.Remove(ids[i].Text, out (int Label, int Line) found))
                throw new InvalidDataException($"'{path}': no label for image {ids[i].Text} ('{ListPath}', line {ids[i].Number})");
            labels[i] = found.Label;
        }
        if (labelOf.Count > 0)
        {
            (string id, (int _, int line)) = labelOf.MinBy(extra => extra.Value.Line);
            warn?.Invoke($"'{path}', line {line}: image {id} is not in '{ListPath}'; {labelOf.Count} such labels are left out");
        }
        return labels;
    }

    private static (string Id, int Label) Label(string path, TextLine line)
    {
        string[] parts = line.Text.Split(Blanks, StringSplitOptions.RemoveEmptyEntries);
        return parts switch
        {
            [string id, "1" or "+1"] => (id, 1),
            [string id, "0"] => (id, 0),
            [string id, "-1"] => (id, -1),
            _ => throw Invalid(path, line, $"expected an image id and 1, 0 or -1, found '{line.Text}'"),
        };
    }

    /// <summary>The sets that are there, for the message about one that is not; files of single classes have a <c>_</c>.</summary>
    private string OtherSets()
    {
        if (!Directory.Exists(folder))
            return "no such folder either";
        string[] sets = [.. Directory.EnumerateFiles(folder, "*.txt").Select(Path.GetFileNameWithoutExtension).OfType<string>()
            .Where(set => !set.Contains('_', StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        return sets.Length > 0 ? string.Join(", ", sets) : "none";
    }

    private static InvalidDataException Invalid(string path, TextLine line, string message) =>
        new($"'{path}', line {line.Number}: {message}");
}
