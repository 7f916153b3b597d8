using Microsoft.ML.SppNet.Data;
using SkiaSharp;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>A data set of a few drawn pictures in a temporary folder, gone at the end of the test.</summary>
internal sealed class TinyDataSet : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    internal string Root => _folder.Root;

    public void Dispose() => _folder.Dispose();

    internal string PathOf(params string[] parts) => _folder[parts];

    /// <summary>Writes a text file with the given line ends, making folders as needed.</summary>
    internal string Write(string name, string text)
    {
        string path = PathOf(name.Split('/'));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Draws a picture of one colour.</summary>
    internal string Draw(string name, int width = 8, int height = 6, SKColor? color = null)
    {
        string path = Write(name, "");
        using SKBitmap bitmap = new(width, height);
        bitmap.Erase(color ?? SKColors.Red);
        SKEncodedImageFormat format = Path.GetExtension(name).Equals(".png", StringComparison.OrdinalIgnoreCase)
            ? SKEncodedImageFormat.Png
            : SKEncodedImageFormat.Jpeg;
        using FileStream stream = File.Create(path);
        bitmap.Encode(stream, format, 90);
        return path;
    }

    /// <summary>
    /// A devkit of one set <c>trainval</c>: annotations as given, label files for all classes with −1 except where given.
    /// </summary>
    internal void WriteVoc(IReadOnlyDictionary<string, string> objectsOf, IReadOnlyDictionary<string, int[]> labels, string newLine = "\n")
    {
        string[] ids = [.. objectsOf.Keys];
        Write("VOC2007/ImageSets/Main/trainval.txt", string.Concat(ids.Select(id => $"{id}{newLine}")));
        foreach ((string id, string objects) in objectsOf)
        {
            Draw($"VOC2007/JPEGImages/{id}.jpg", 50, 40);
            Write($"VOC2007/Annotations/{id}.xml",
                $"<annotation>{newLine}<size><width>50</width><height>40</height><depth>3</depth></size>{newLine}"
                + $"{objects}{newLine}</annotation>{newLine}");
        }
        foreach (string className in PascalVoc.ClassNames)
        {
            int[] ofClass = labels.GetValueOrDefault(className) ?? [.. ids.Select(_ => -1)];
            Write($"VOC2007/ImageSets/Main/{className}_trainval.txt",
                string.Concat(ids.Zip(ofClass, (id, label) => $"{id} {label,2}{newLine}")));
        }
    }

    internal static string ObjectXml(string name, string box, int difficult = 0) =>
        $"<object><name>{name}</name><pose>Left</pose><truncated>1</truncated><difficult>{difficult}</difficult>{BoxXml(box)}</object>";

    private static string BoxXml(string box)
    {
        string[] parts = box.Split(' ');
        return $"<bndbox><xmin>{parts[0]}</xmin><ymin>{parts[1]}</ymin><xmax>{parts[2]}</xmax><ymax>{parts[3]}</ymax></bndbox>";
    }
}
