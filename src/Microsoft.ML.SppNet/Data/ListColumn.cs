using Microsoft.ML.Data;

namespace Microsoft.ML.SppNet.Data;

/// <summary>
/// Computes a column's value from a record. What <paramref name="value"/> holds may be used again, as in <see cref="ValueGetter{TValue}"/>.
/// </summary>
internal delegate void ReadValue<TRecord, TValue>(int row, TRecord record, ref TValue value);

/// <summary>One column of a <see cref="ListDataView{TRecord}"/>.</summary>
internal abstract class ListColumn<TRecord>(string name, DataViewType type, DataViewSchema.Annotations? annotations)
{
    internal string Name { get; } = name;

    internal DataViewType Type { get; } = type;

    internal DataViewSchema.Annotations? Annotations { get; } = annotations;

    /// <summary>A <see cref="ValueGetter{TValue}"/> for the row that a cursor stands on.</summary>
    internal abstract Delegate CreateGetter(ListCursor<TRecord> cursor);
}

/// <summary>A column with values of one .NET type, which must be the raw type of the column's type.</summary>
internal sealed class ListColumn<TRecord, TValue>(
    string name, DataViewType type, ReadValue<TRecord, TValue> read, DataViewSchema.Annotations? annotations = null)
    : ListColumn<TRecord>(name, type, annotations)
{
    internal override Delegate CreateGetter(ListCursor<TRecord> cursor) =>
        (ValueGetter<TValue>)((ref value) => read(cursor.Row, cursor.Record, ref value));
}
