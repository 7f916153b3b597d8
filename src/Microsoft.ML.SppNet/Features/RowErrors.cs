using Microsoft.ML.Data;

namespace Microsoft.ML.SppNet.Features;

/// <summary>Says at which row of the data an image failed.</summary>
internal static class RowErrors
{
    /// <summary>Whether an error is about the image at hand rather than about the program or the machine.</summary>
    internal static bool IsAboutImage(Exception error) =>
        error is not (ObjectDisposedException or ArgumentNullException) && error is InvalidDataException or IOException or ArgumentException or UnauthorizedAccessException or NotSupportedException or InvalidOperationException;

    /// <summary>An error as the user should see it, by what it is about: bad data that names its file, or the program.</summary>
    /// <param name="path">The image file; empty where the message is known to name it.</param>
    /// <param name="error">What went wrong.</param>
    internal static Exception OfFile(string path, Exception error) => IsAboutImage(error)
        ? new InvalidDataException(Named(path, error.Message), error)
        : new InvalidOperationException(error.Message, error);

    /// <summary>A message with the file's name before it, where it lacks that.</summary>
    internal static string Named(string path, string message) => message.Contains(path, StringComparison.Ordinal) ? message : $"'{path}': {message}";

    /// <param name="row">Position from 0.</param>
    /// <param name="source">The data, to name the row by its text columns.</param>
    /// <param name="id">The row's id.</param>
    /// <param name="error">What went wrong.</param>
    internal static InvalidDataException At(long row, IDataView source, DataViewRowId id, Exception error)
    {
        // A data set's own view has already said which row, and its message names the file.
        return error is ImageReadException { Row: not null }
            ? new InvalidDataException(error.Message, error)
            : new InvalidDataException($"row {row}{Describe(source, id)}: {error.Message}", error);
    }

    /// <summary>The active text columns of the row at hand, as " (ImagePath = 'a.jpg')"; nothing where there is none.</summary>
    internal static string Describe(DataViewRow row)
    {
        string[] texts = [.. row.Schema.Where(column => IsText(column) && row.IsColumnActive(column))
            .Select(column => $"{column.Name} = '{Text(row.GetGetter<ReadOnlyMemory<char>>(column))}'")];
        return texts.Length == 0 ? "" : $" ({string.Join(", ", texts)})";
    }

    /// <summary>The row's text columns, found by a second look at the data: ML.NET's LoadImages names no file when it fails.</summary>
    private static string Describe(IDataView source, DataViewRowId id)
    {
        DataViewSchema.Column[] texts = [.. source.Schema.Where(IsText)];
        if (texts.Length == 0)
            return "";
        using DataViewRowCursor cursor = source.GetRowCursor(texts);
        ValueGetter<DataViewRowId> idGetter = cursor.GetIdGetter();
        while (cursor.MoveNext())
        {
            DataViewRowId current = default;
            idGetter(ref current);
            if (!current.Equals(id))
                continue;
            return Describe(cursor);
        }

        return "";
    }

    internal static bool IsText(DataViewSchema.Column column) => column.Type is TextDataViewType && !column.IsHidden;

    private static string Text(ValueGetter<ReadOnlyMemory<char>> getter)
    {
        ReadOnlyMemory<char> text = default;
        getter(ref text);
        return text.Length <= 200 ? text.ToString() : $"{text[..200]}…";
    }
}
