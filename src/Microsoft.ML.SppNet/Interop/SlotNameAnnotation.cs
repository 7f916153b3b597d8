using Microsoft.ML.Data;

namespace Microsoft.ML.SppNet.Interop;

/// <summary>Names of a vector's numbers as ML.NET's trainers and tools read them.</summary>
internal static class SlotNameAnnotation
{
    /// <summary>An annotation whose names are made when they are asked for, each time: a column has tens of thousands.</summary>
    /// <param name="length">How many there are.</param>
    /// <param name="names">Makes them.</param>
    internal static DataViewSchema.Annotations Of(int length, Func<IEnumerable<string>> names)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddSlotNames(length, (ref VBuffer<ReadOnlyMemory<char>> destination) =>
        {
            VBufferEditor<ReadOnlyMemory<char>> editor = VBufferEditor.Create(ref destination, length);
            int slot = 0;
            foreach (string name in names())
                editor.Values[slot++] = name.AsMemory();
            destination = editor.Commit();
        });
        return annotations.ToAnnotations();
    }
}
