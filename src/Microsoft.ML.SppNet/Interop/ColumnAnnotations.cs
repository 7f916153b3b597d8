using Microsoft.ML.Data;

namespace Microsoft.ML.SppNet.Interop;

/// <summary>What columns say of themselves, in ML.NET's own annotations; the methods that make them are its own.</summary>
internal static class ColumnAnnotations
{
    /// <summary>The names of a vector's numbers.</summary>
    internal static DataViewSchema.Annotations SlotNames(int size, ValueGetter<VBuffer<ReadOnlyMemory<char>>> names)
    {
        DataViewSchema.Annotations.Builder annotations = new();
        annotations.AddSlotNames(size, names);
        return annotations.ToAnnotations();
    }

    /// <summary>The texts that a key's values stand for.</summary>
    internal static DataViewSchema.Annotations KeyValues(int size, ValueGetter<VBuffer<ReadOnlyMemory<char>>> names)
    {
        DataViewSchema.Annotations.Builder annotations = new();
        annotations.AddKeyValues(size, TextDataViewType.Instance, names);
        return annotations.ToAnnotations();
    }
}
