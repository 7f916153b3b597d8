using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.SppNet.Data;

/// <summary>The columns that all image data sets have in common.</summary>
internal static class ImageColumns
{
    internal static ListColumn<TRecord> Text<TRecord>(string name, Func<TRecord, string> text) =>
        new ListColumn<TRecord, ReadOnlyMemory<char>>(
            name, TextDataViewType.Instance, (int _, TRecord record, ref ReadOnlyMemory<char> value) => value = text(record).AsMemory());

    internal static ListColumn<TRecord> Path<TRecord>(Func<TRecord, string> path) => Text("ImagePath", path);

    /// <summary>The decoded image: each call of the getter reads the file; whoever asked for it owns it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="listed">Where a list names it, for messages.</param>
    internal static ListColumn<TRecord> Image<TRecord>(Func<TRecord, string> path, Func<TRecord, string?>? listed = null) =>
        new ListColumn<TRecord, MLImage>(
            "Image", new ImageDataViewType(), (int row, TRecord record, ref MLImage value) =>
            {
                // As in ML.NET's own loader: the image of the row before is done with, and waiting for the garbage collector would pile up
                // pixels.
                value?.Dispose();
                value = null!;
                value = Load(row, path(record), listed?.Invoke(record));
            });

    internal static ListColumn<TRecord> Vector<TRecord, TValue>(
        string name, VectorDataViewType type, Func<TRecord, IReadOnlyCollection<TValue>> values,
        DataViewSchema.Annotations? annotations = null) =>
        new ListColumn<TRecord, VBuffer<TValue>>(
            name, type, (int _, TRecord record, ref VBuffer<TValue> value) => Fill(ref value, values(record)), annotations);

    internal static void Fill<TValue>(ref VBuffer<TValue> buffer, IReadOnlyCollection<TValue> values)
    {
        VBufferEditor<TValue> editor = VBufferEditor.Create(ref buffer, values.Count);
        int i = 0;
        foreach (TValue value in values)
            editor.Values[i++] = value;
        buffer = editor.Commit();
    }

    private static MLImage Load(int row, string path, string? listed)
    {
        try
        {
            return ImageFile.Load(path);
        }
        catch (ImageReadException error)
        {
            throw error.AtRow(row, listed is null ? "" : $" ({listed})");
        }
    }
}
