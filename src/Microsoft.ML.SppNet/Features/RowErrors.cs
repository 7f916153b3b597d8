using Microsoft.ML.Data;

namespace Microsoft.ML.SppNet.Features;

/// <summary>Says at which row of the data an image failed.</summary>
internal static class RowErrors
{
    /// <summary>An error of another thread as it is thrown here: an image's own as it is, any other as the program's, whatever its type
    /// was.</summary>
    internal static Exception Thrown(Exception error) =>
        error as ImageReadException ?? (Exception)new InvalidOperationException(error.Message, error);

    /// <param name="row">Position from 0.</param>
    /// <param name="source">The data, to name the row by its text columns.</param>
    /// <param name="id">The row's id.</param>
    /// <param name="error">What went wrong with the image.</param>
    internal static ImageReadException At(long row, IDataView source, DataViewRowId id, ImageReadException error) =>
        // A data set's own view has already said which row, and its message names the file.
        error.Row is not null ? error : error.AtRow(row, Describe(source, id));

    /// <summary>The sentence for the row at hand: its image column, what tells the row where that is no path, what is wrong.</summary>
    internal static string Message(DataViewSchema.Column column, DataViewRow row, ImageReadException error) =>
        $"column '{column.Name}'{(column.Type is TextDataViewType ? "" : Describe(row))}: {error.Message}";

    /// <summary>The active text columns of the row at hand, as " (ImagePath = 'a.jpg')"; nothing where there is none.</summary>
    private static string Describe(DataViewRow row)
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
