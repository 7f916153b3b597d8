using System.Reflection;
using Microsoft.ML.Data;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>
/// What every estimator of this library owes ML.NET, as scikit-learn's check_estimator is for its own: the schema promised is the schema
/// delivered, fitting changes nothing, and however the rows are read they are the same rows.
/// </summary>
internal static class EstimatorContract
{
    private const double Tolerance = 1e-5;

    /// <param name="context">The context of estimator and data.</param>
    /// <param name="estimator">The estimator.</param>
    /// <param name="data">Rows that it takes, at least two.</param>
    /// <param name="outputs">Its new columns, vectors of float32.</param>
    internal static void Check(MLContext context, IEstimator<ITransformer> estimator, IDataView data, params string[] outputs)
    {
        string before = Describe(data.Schema);
        ITransformer model = estimator.Fit(data);
        Assert.AreEqual(before, Describe(data.Schema), "Fit changed the schema of its data");
        IDataView transformed = model.Transform(data);
        CheckSchemas(estimator, model, data, transformed, outputs);

        Dictionary<DataViewRowId, float[][]> rows = Read(transformed, outputs);
        Assert.IsGreaterThan(1, rows.Count);
        AssertEqual(rows, Read(transformed, outputs), "read again");
        AssertEqual(rows, Read(estimator.Fit(data).Transform(data), outputs), "fitted again");
        AssertEqual(rows, Read(transformed, outputs, new Random(5)), "shuffled");
        AssertEqual(rows, ReadSet(transformed, outputs), "a set of cursors");
        AssertEqual(rows, Read(context.Data.Cache(transformed, outputs), outputs), "cached");
        AssertEqual(rows, Read(SaveAndLoad(context, model).Transform(data), outputs), "saved and loaded");
        foreach (Dictionary<DataViewRowId, float[][]> read in Enumerable.Range(0, 3).AsParallel().WithDegreeOfParallelism(3)
            .Select(_ => Read(transformed, outputs)))
            AssertEqual(rows, read, "several threads");
        AssertEqual(rows, ReadRowByRow(model, data, outputs), "row by row");
        (model as IDisposable)?.Dispose();
    }

    internal static Dictionary<DataViewRowId, float[][]> Read(IDataView view, string[] columns, Random? random = null)
    {
        using DataViewRowCursor cursor = view.GetRowCursor(columns.Select(name => view.Schema[name]), random);
        return Read(cursor, columns);
    }

    internal static ITransformer SaveAndLoad(MLContext context, ITransformer model)
    {
        using var stream = new MemoryStream();
        context.Model.Save(model, null, stream);
        stream.Position = 0;
        return new MLContext(99).Model.Load(stream, out _);
    }

    internal static void AssertEqual(Dictionary<DataViewRowId, float[][]> expected, Dictionary<DataViewRowId, float[][]> actual, string how)
    {
        Assert.HasCount(expected.Count, actual, how);
        foreach ((DataViewRowId id, float[][] vectors) in expected)
        {
            for (int column = 0; column < vectors.Length; column++)
                GoldenFeatures.AssertClose(vectors[column], actual[id][column], Tolerance, $"{how}: row {id}, column {column}");
        }
    }

    private static void CheckSchemas(IEstimator<ITransformer> estimator, ITransformer model, IDataView data, IDataView transformed,
        string[] outputs)
    {
        // ML.NET makes a shape of a schema inside its own pipelines only.
        MethodInfo create = typeof(SchemaShape)
            .GetMethod("Create", BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public, [typeof(DataViewSchema)])!;
        SchemaShape promised = estimator.GetOutputSchema((SchemaShape)create.Invoke(null, [data.Schema])!);
        var delivered = (SchemaShape)create.Invoke(null, [transformed.Schema])!;
        Assert.AreEqual(Describe(delivered), Describe(promised), "the schema promised is not the schema delivered");
        Assert.AreEqual(Describe(transformed.Schema), Describe(model.GetOutputSchema(data.Schema)),
            "GetOutputSchema differs from Transform");
        Assert.IsTrue(model.IsRowToRowMapper);
        foreach (string output in outputs)
        {
            var type = (VectorDataViewType)transformed.Schema[output].Type;
            Assert.IsTrue(type.IsKnownSize && type.ItemType == NumberDataViewType.Single, $"{output} is {type}");
        }
    }

    private static string Describe(DataViewSchema schema) =>
        string.Join("; ", schema.Select(column => $"{column.Name} {column.Type} {column.IsHidden}"));

    private static string Describe(SchemaShape shape) =>
        string.Join("; ",
            shape.Select(column => $"{column.Name} {column.Kind} {column.ItemType} {column.IsKey}").Order(StringComparer.Ordinal));

    private static Dictionary<DataViewRowId, float[][]> Read(DataViewRowCursor cursor, string[] columns)
    {
        var rows = new Dictionary<DataViewRowId, float[][]>();
        ValueGetter<DataViewRowId> id = cursor.GetIdGetter();
        ValueGetter<VBuffer<float>>[] getters = [.. columns.Select(name => cursor.GetGetter<VBuffer<float>>(cursor.Schema[name]))];
        while (cursor.MoveNext())
        {
            DataViewRowId key = default;
            id(ref key);
            rows.Add(key, [.. getters.Select(Get)]);
        }

        return rows;
    }

    private static Dictionary<DataViewRowId, float[][]> ReadSet(IDataView view, string[] columns)
    {
        DataViewRowCursor[] cursors = view.GetRowCursorSet(columns.Select(name => view.Schema[name]), 3);
        return cursors.SelectMany(cursor =>
        {
            using (cursor)
                return Read(cursor, columns);
        }).ToDictionary();
    }

    /// <summary>Through the mapper of rows, which prediction engines use.</summary>
    private static Dictionary<DataViewRowId, float[][]> ReadRowByRow(ITransformer model, IDataView data, string[] columns)
    {
        IRowToRowMapper mapper = model.GetRowToRowMapper(data.Schema);
        DataViewSchema.Column[] wanted = [.. columns.Select(name => mapper.OutputSchema[name])];
        using DataViewRowCursor cursor = data.GetRowCursor(mapper.GetDependencies(wanted));
        DataViewRow row = mapper.GetRow(cursor, wanted);
        ValueGetter<DataViewRowId> id = row.GetIdGetter();
        ValueGetter<VBuffer<float>>[] getters = [.. wanted.Select(row.GetGetter<VBuffer<float>>)];
        var rows = new Dictionary<DataViewRowId, float[][]>();
        while (cursor.MoveNext())
        {
            DataViewRowId key = default;
            id(ref key);
            rows.Add(key, [.. getters.Select(Get)]);
        }

        return rows;
    }

    private static float[] Get(ValueGetter<VBuffer<float>> getter)
    {
        VBuffer<float> value = default;
        getter(ref value);
        return [.. value.DenseValues()];
    }
}
