using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Features;

namespace Microsoft.ML.SppNet.Interop;

/// <summary>Columns of a <see cref="SchemaShape"/>, whose constructor ML.NET keeps internal.</summary>
internal static class SchemaShapes
{
    /// <exception cref="ArgumentException">The input column is missing or of another type; the message says which.</exception>
    internal static void CheckInput(SchemaShape shape, string name)
    {
        SchemaShape.Column column = shape.FirstOrDefault(candidate => candidate.Name == name);
        if (column.Name is null)
            throw new ArgumentException($"There is no input column '{name}' to extract features from; the data have {string.Join(", ", shape.Select(other => other.Name))}.", nameof(shape));
        FeatureInput.CheckType(name, column.Kind == SchemaShape.Column.VectorKind.Scalar ? column.ItemType : new VectorDataViewType((PrimitiveDataViewType)column.ItemType));
    }

    /// <summary>The shape with vectors of float32 in place of columns of the same names, or after the others.</summary>
    internal static SchemaShape WithVectors(SchemaShape shape, IEnumerable<string> names)
    {
        string[] added = [.. names];
        IEnumerable<SchemaShape.Column> kept = shape.Where(column => !added.Contains(column.Name));
        return new SchemaShape(kept.Concat(added.Select(name =>
            new SchemaShape.Column(name, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, isKey: false))));
    }
}
