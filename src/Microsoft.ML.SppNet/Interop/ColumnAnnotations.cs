using Microsoft.ML.Data;

namespace Microsoft.ML.SppNet.Interop;

/// <summary>What columns say of themselves as ML.NET's trainers and tools read it; the methods that make it are its own.</summary>
/// <remarks>Names are made when they are asked for, each time: a column of features has tens of thousands.</remarks>
internal static class ColumnAnnotations
{
    /// <summary>The names of a vector's numbers.</summary>
    /// <param name="length">How many there are.</param>
    /// <param name="names">Makes them.</param>
    internal static DataViewSchema.Annotations SlotNames(int length, Func<IEnumerable<string>> names)
    {
        DataViewSchema.Annotations.Builder annotations = new();
        annotations.AddSlotNames(length, Getter(length, names));
        return annotations.ToAnnotations();
    }

    /// <summary>The texts that a key's values stand for.</summary>
    /// <param name="length">How many there are.</param>
    /// <param name="names">Makes them.</param>
    internal static DataViewSchema.Annotations KeyValues(int length, Func<IEnumerable<string>> names)
    {
        DataViewSchema.Annotations.Builder annotations = new();
        annotations.AddKeyValues(length, TextDataViewType.Instance, Getter(length, names));
        return annotations.ToAnnotations();
    }

    private static ValueGetter<VBuffer<ReadOnlyMemory<char>>> Getter(int length, Func<IEnumerable<string>> names) => (ref destination) =>
    {
        VBufferEditor<ReadOnlyMemory<char>> editor = VBufferEditor.Create(ref destination, length);
        int slot = 0;
        foreach (string name in names())
            editor.Values[slot++] = name.AsMemory();
        destination = editor.Commit();
    };
}
