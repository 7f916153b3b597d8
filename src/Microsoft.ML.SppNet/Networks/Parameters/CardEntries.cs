using System.Globalization;

namespace Microsoft.ML.SppNet.Networks.Parameters;

/// <summary>Typed access to the texts of a model card, with errors that name the file and the entry.</summary>
internal sealed class CardEntries(string file, IReadOnlyDictionary<string, string> texts)
{
    private const int MostQuoted = 80;

    private string? _current;

    internal delegate T Parse<out T>(string text, IFormatProvider provider);

    internal bool Has(string entry) => texts.ContainsKey(entry);

    internal InvalidDataException Missing(string entry) => new($"'{file}': its model card has no entry '{entry}'.");

    internal string Required(string entry) => texts.TryGetValue(_current = entry, out string? text) ? text : throw Missing(entry);

    internal T Choice<T>(string entry, T standard)
        where T : struct, Enum => texts.TryGetValue(_current = entry, out string? text) ? ParseChoice<T>(text) : standard;

    internal T[]? Numbers<T>(string entry, Parse<T> parse) => texts.TryGetValue(_current = entry, out string? text)
        ? [.. text.Split(',').Select(part => parse(part, CultureInfo.InvariantCulture))]
        : null;

    internal static T ParseChoice<T>(string text)
        where T : struct, Enum
    {
        // By name alone: Enum.TryParse would also take numbers, spaces and lists.
        string? name = Enum.GetNames<T>().FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        return name is null
            ? throw new FormatException($"it must be one of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}")
            : Enum.Parse<T>(name);
    }

    /// <summary>Runs a reader of entries and gives its errors the file's and the entry's name.</summary>
    internal T Reading<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is FormatException or OverflowException or ArgumentException)
        {
            string text = texts.GetValueOrDefault(_current ?? "") ?? "";
            text = text.Length > MostQuoted ? text[..MostQuoted] + "…" : text;
            throw new InvalidDataException($"'{file}': entry '{_current}' of its model card, '{text}', cannot be used: {exception.Message}",
                exception);
        }
    }
}
