using System.Text;

namespace Microsoft.ML.SppNet.Files;

/// <summary>Fields of comma-separated text as RFC 4180 has them, a record on each line.</summary>
internal static class CsvText
{
    /// <summary>A field, in quotation marks where it needs them.</summary>
    internal static string Quoted(string field) =>
        field.AsSpan().ContainsAny(",\"\r\n") ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;

    /// <summary>A line's fields without the spaces around; null where quotation marks do not pair.</summary>
    internal static List<string>? Fields(string line)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        bool quoted = false;
        for (int index = 0; index < line.Length; index++)
        {
            char letter = line[index];
            if (letter == '"' && quoted && index + 1 < line.Length && line[index + 1] == '"')
                field.Append(line[++index]);
            else if (letter == '"' && (quoted || field.ToString().Trim().Length == 0))
                quoted = !quoted;
            else if (letter == ',' && !quoted)
                Finish();
            else
                field.Append(letter);
        }

        Finish();
        return quoted ? null : fields;

        void Finish()
        {
            fields.Add(field.ToString().Trim());
            field.Clear();
        }
    }
}
