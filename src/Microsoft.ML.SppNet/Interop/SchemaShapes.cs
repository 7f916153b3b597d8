using Microsoft.ML.Data;

namespace Microsoft.ML.SppNet.Interop;

/// <summary>Columns of a <see cref="SchemaShape"/>, whose constructor ML.NET keeps internal.</summary>
internal static class SchemaShapes
{
    /// <summary>The shape with vectors of float32, their slots named, in place of columns of the same names, or after the others.</summary>
    internal static SchemaShape WithVectors(SchemaShape shape, IEnumerable<string> names)
    {
        string[] added = [.. names];
        IEnumerable<SchemaShape.Column> kept = shape.Where(column => !added.Contains(column.Name));
        var slotNames = new SchemaShape.Column(
            AnnotationUtils.Kinds.SlotNames, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, isKey: false);
        return new SchemaShape(kept.Concat(added.Select(name => new SchemaShape.Column(
            name, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, isKey: false, new SchemaShape([slotNames])))));
    }

    /// <summary>The shape with a Boolean column, in place of one of the same name or after the others.</summary>
    internal static SchemaShape WithFlag(SchemaShape shape, string name) => new(shape.Where(column => column.Name != name)
        .Append(new SchemaShape.Column(name, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, isKey: false)));
}
