using System.Globalization;
using Microsoft.ML.SppNet.Data;
using Microsoft.ML.SppNet.Visualization;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>A table of the parts of images.</summary>
internal static class PartsFile
{
    private const string Header = "image,part,x0,y0,x1,y1";

    /// <summary>Reads the parts, each of which must have a box in every image.</summary>
    /// <param name="path">The table.</param>
    /// <param name="images">The images, known by their names.</param>
    /// <param name="inputs">The same as the network sees them.</param>
    /// <exception cref="InvalidDataException">It is no such table; the message names the line.</exception>
    internal static IReadOnlyList<ImagePart> Read(string path, IReadOnlyList<ImageEntry> images, IReadOnlyList<NetworkInput> inputs)
    {
        List<TextLine> lines = TextLine.Read(path);
        if (lines.Count == 0 || lines[0].Text != Header)
            throw new InvalidDataException($"'{path}' does not begin with the line {Header}.");
        var parts = new Dictionary<string, ImageBox?[]>(StringComparer.Ordinal);
        foreach (TextLine line in lines.Skip(1))
        {
            string[] fields = line.Text.Split(',', StringSplitOptions.TrimEntries);
            float[] sides = new float[4];
            if (fields.Length != 6 || !Enumerable.Range(0, 4).All(side =>
                float.TryParse(fields[side + 2], CultureInfo.InvariantCulture, out sides[side]) && float.IsFinite(sides[side])))
                throw new InvalidDataException($"'{path}', line {line.Number}: expected {Header}, found '{line.Text}'.");
            int image = images.TakeWhile(one => one.Name != fields[0]).Count();
            if (image == images.Count)
                throw new InvalidDataException($"'{path}', line {line.Number}: --images has no '{fields[0]}'.");
            if (!parts.TryGetValue(fields[1], out ImageBox?[]? boxes))
                parts[fields[1]] = boxes = new ImageBox?[images.Count];
            if (boxes[image] is not null)
                throw new InvalidDataException($"'{path}', line {line.Number}: '{fields[0]}' has part '{fields[1]}' twice.");
            boxes[image] = inputs[image].FromImage(new ImageBox(sides[0], sides[1], sides[2], sides[3]));
        }

        foreach ((string part, ImageBox?[] boxes) in parts)
        {
            int missing = Array.IndexOf(boxes, null);
            if (missing >= 0)
                throw new InvalidDataException($"'{path}': '{images[missing].Name}' has no part '{part}'.");
        }

        return [.. parts.Select(part => new ImagePart(part.Key, [.. part.Value.Select(box => box!.Value)]))];
    }
}
