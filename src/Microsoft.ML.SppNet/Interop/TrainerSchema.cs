using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.SppNet.Interop;

/// <summary>Checks and promises the columns of a trainer with ML.NET's own messages and annotations.</summary>
/// <remarks><see cref="SchemaShape.Column"/> can only be made inside ML.NET (src/Microsoft.ML.Core/Data/IEstimator.cs in
/// dotnet/machinelearning).</remarks>
internal static class TrainerSchema
{
    internal static SchemaShape Shape(DataViewSchema schema) => SchemaShape.Create(schema);

    internal static void CheckFeatures(IHost host, SchemaShape input, string name) =>
        Check(host, input, "feature", new(name, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false));

    internal static void CheckKeyLabel(IHost host, SchemaShape input, string name) =>
        Check(host, input, "label", new(name, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.UInt32, true));

    internal static void CheckBooleanLabel(IHost host, SchemaShape input, string name) =>
        Check(host, input, "label", new(name, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false));

    internal static void CheckWeight(IHost host, SchemaShape input, string? name)
    {
        if (name is not null)
            Check(host, input, "weight", new(name, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single, false));
    }

    /// <summary>The input with Score (a vector) and PredictedLabel (a key that carries the label's names, which MapKeyToValue asks
    /// for).</summary>
    internal static SchemaShape WithMulticlassOutput(SchemaShape input, string labelColumn)
    {
        input.TryFindColumn(labelColumn, out SchemaShape.Column label);
        var predicted = new SchemaShape(AnnotationUtils.GetTrainerOutputAnnotation()
            .Concat(label.Annotations.Where(annotation => annotation.Name == AnnotationUtils.Kinds.KeyValues)));
        var score = new SchemaShape(AnnotationUtils.AnnotationsForMulticlassScoreColumn(label));
        return With(
            input,
            new("Score", SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false, score),
            new("PredictedLabel", SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.UInt32, true, predicted));
    }

    /// <summary>The input with Score (a scalar), Probability (a scalar) where the trainer calibrates, and PredictedLabel (a
    /// Boolean).</summary>
    internal static SchemaShape WithBinaryOutput(SchemaShape input, bool calibrated)
    {
        var annotations = new SchemaShape(AnnotationUtils.GetTrainerOutputAnnotation());
        SchemaShape.Column score = new("Score", SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single, false, annotations);
        SchemaShape.Column predicted =
            new("PredictedLabel", SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false, annotations);
        if (!calibrated)
            return With(input, score, predicted);
        var normalized = new SchemaShape(AnnotationUtils.GetTrainerOutputAnnotation(true));
        return With(
            input, score, new("Probability", SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.Single, false, normalized),
            predicted);
    }

    /// <summary>Boxes (a vector of numbers), labels (a vector of keys), and flags (a vector of Booleans) where there is such a
    /// column.</summary>
    internal static void CheckObjects(IHost host, SchemaShape input, string boxes, string labels, string? flags)
    {
        Check(host, input, "box", new(boxes, SchemaShape.Column.VectorKind.VariableVector, NumberDataViewType.Single, false));
        Check(host, input, "label", new(labels, SchemaShape.Column.VectorKind.VariableVector, NumberDataViewType.UInt32, true));
        if (flags is not null)
            Check(host, input, "flag", new(flags, SchemaShape.Column.VectorKind.VariableVector, BooleanDataViewType.Instance, false));
    }

    /// <summary>The input with what a detector finds: vectors of keys (which carry the label's names), scores and boxes.</summary>
    internal static SchemaShape WithDetectorOutput(SchemaShape input, string labelColumn)
    {
        input.TryFindColumn(labelColumn, out SchemaShape.Column label);
        var names = new SchemaShape(label.Annotations.Where(annotation => annotation.Name == AnnotationUtils.Kinds.KeyValues));
        return With(
            input,
            new("PredictedLabel", SchemaShape.Column.VectorKind.VariableVector, NumberDataViewType.UInt32, true, names),
            new("Score", SchemaShape.Column.VectorKind.VariableVector, NumberDataViewType.Single, false),
            new("PredictedBoundingBoxes", SchemaShape.Column.VectorKind.VariableVector, NumberDataViewType.Single, false));
    }

    private static void Check(IHost host, SchemaShape input, string role, SchemaShape.Column expected)
    {
        if (!input.TryFindColumn(expected.Name, out SchemaShape.Column found))
            throw host.ExceptSchemaMismatch(nameof(input), role, expected.Name);
        if (!expected.IsCompatibleWith(found))
            throw host.ExceptSchemaMismatch(nameof(input), role, expected.Name, expected.GetTypeString(), found.GetTypeString());
    }

    private static SchemaShape With(SchemaShape input, params SchemaShape.Column[] added) =>
        new(input.Where(column => !added.Any(a => a.Name == column.Name)).Concat(added));
}
