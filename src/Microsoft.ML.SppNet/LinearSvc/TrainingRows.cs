using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.SppNet.Interop;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>The rows of a data view as the solver takes them, read in one pass.</summary>
/// <typeparam name="TLabel">The raw type of the label column.</typeparam>
internal sealed class TrainingRows<TLabel>
{
    private TrainingRows(int columns) => Features = new FeatureMatrix(columns);

    internal FeatureMatrix Features { get; }

    internal List<TLabel> Labels { get; } = [];

    /// <summary>One weight per row; empty where there is no weight column.</summary>
    internal float[] Weights { get; private set; } = [];

    /// <summary>Rows left out because their label is missing.</summary>
    internal int Skipped { get; private set; }

    internal static TrainingRows<TLabel> Read(
        IHost host, IDataView input, LinearSvcColumns names, Func<TLabel, bool> hasLabel, int classes, long memoryLimit)
    {
        DataViewSchema.Column features = input.Schema[names.Features], label = input.Schema[names.Label];
        DataViewSchema.Column? weight = names.Weight is null ? null : input.Schema[names.Weight];
        int length = ((VectorDataViewType)features.Type).Size;
        var rows = new TrainingRows<TLabel>(length);
        var weights = new List<float>();
        // Where the number of rows is known, what does not fit is refused before anything is read.
        if (input.GetRowCount() is { } count)
            SolverMemory.Check(count, length, classes, memoryLimit);

        using DataViewRowCursor cursor = input.GetRowCursor(weight is { } w ? [features, label, w] : [features, label]);
        ValueGetter<VBuffer<float>> getFeatures = cursor.GetGetter<VBuffer<float>>(features);
        ValueGetter<TLabel> getLabel = cursor.GetGetter<TLabel>(label);
        ValueGetter<float>? getWeight = weight is { } column ? cursor.GetGetter<float>(column) : null;
        VBuffer<float> buffer = default;
        TLabel value = default!;
        while (cursor.MoveNext())
        {
            HostRules.CheckAlive(host);
            getLabel(ref value);
            if (!hasLabel(value))
            {
                rows.Skipped++;
                continue;
            }

            SolverMemory.Check(rows.Labels.Count + 1L, length, classes, memoryLimit);
            getFeatures(ref buffer);
            float[] dense = new float[length];
            buffer.CopyTo(dense);
            CheckFinite(dense, cursor.Position, features);
            rows.Features.AddOwned(dense);
            rows.Labels.Add(value);
            if (getWeight is not null)
                weights.Add(Weight(getWeight, cursor.Position, names.Weight!));
        }

        if (rows.Labels.Count == 0)
            throw new InvalidOperationException(
                rows.Skipped == 0
                    ? "A linear SVM cannot be trained on zero rows."
                    : $"All {rows.Skipped} rows lack a label in column '{names.Label}'.");
        rows.Weights = [.. weights];
        return rows;
    }

    private static void CheckFinite(float[] values, long row, DataViewSchema.Column column)
    {
        int slot = FiniteValues.IndexOfBad(values);
        if (slot < 0)
            return;
        string name = "";
        if (column.HasSlotNames())
        {
            VBuffer<ReadOnlyMemory<char>> names = default;
            column.GetSlotNames(ref names);
            name = $" ({names.GetItemOrDefault(slot)})";
        }

        throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
            $"Row {row}, slot {slot}{name} of column '{column.Name}' is {values[slot]}: a linear SVM needs finite features. Rows are "
                + $"counted from 0."));
    }

    private static float Weight(ValueGetter<float> getter, long row, string column)
    {
        float weight = 0;
        getter(ref weight);
        if (!ExampleWeights.IsValid(weight))
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                $"Row {row} of weight column '{column}' is {weight}: an example weight must be finite and not negative. Rows are counted "
                    + $"from 0."));
        return weight;
    }
}
