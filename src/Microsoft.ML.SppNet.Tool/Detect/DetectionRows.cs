using System.Globalization;
using System.Text;
using Microsoft.ML.SppNet.Files;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>One detection; the names are a contract with scripts.</summary>
internal sealed record DetectionRow(string Image, string Class, float Score, float X0, float Y0, float X1, float Y1);

/// <summary>Detections as CSV or JSON.</summary>
internal static class DetectionRows
{
    /// <exception cref="ToolException">The name does not say which of the two.</exception>
    internal static void CheckName(string? path)
    {
        if (path is not null && !IsJson(path) && !Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase))
            throw ToolException.Usage($"--output ends in .csv or .json, which says the format; '{path}' does not.");
    }

    /// <summary>Writes a file, or to the screen where none is named.</summary>
    internal static void Write(string? path, TextWriter screen, IReadOnlyList<DetectionRow> rows)
    {
        if (path is null)
        {
            WriteCsv(screen, rows);
            return;
        }

        if (IsJson(path))
        {
            JsonFile.Write(path, rows);
            return;
        }

        AtomicFile.Write(path, stream =>
        {
            using var writer =
                new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
            WriteCsv(writer, rows);
        });
    }

    private static void WriteCsv(TextWriter writer, IReadOnlyList<DetectionRow> rows)
    {
        writer.WriteLine("image,class,score,x0,y0,x1,y1");
        foreach (DetectionRow row in rows)
        {
            IEnumerable<string> numbers =
                ((float[])[row.Score, row.X0, row.Y0, row.X1, row.Y1]).Select(value => value.ToString("R", CultureInfo.InvariantCulture));
            writer.WriteLine($"{CsvText.Quoted(row.Image)},{CsvText.Quoted(row.Class)},{string.Join(',', numbers)}");
        }
    }

    private static bool IsJson(string path) => Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase);
}
