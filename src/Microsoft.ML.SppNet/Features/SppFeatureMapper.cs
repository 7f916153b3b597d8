using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Imaging;

namespace Microsoft.ML.SppNet.Features;

/// <summary>Row by row, without reading ahead: what <c>PredictionEngine</c> runs.</summary>
internal sealed class SppFeatureMapper : IRowToRowMapper
{
    private readonly SppFeatureTransformer _transformer;
    private readonly DataViewSchema.Column _input;

    internal SppFeatureMapper(SppFeatureTransformer transformer, DataViewSchema inputSchema)
    {
        _transformer = transformer;
        _input = FeatureInput.Find(inputSchema, transformer.InputColumnName);
        InputSchema = inputSchema;
        OutputSchema = transformer.GetOutputSchema(inputSchema);
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        HashSet<int> needed = [.. dependingColumns.Select(column => column.Index)];
        if (needed.Any(index => index >= InputSchema.Count))
        {
            needed.Add(_input.Index);
            // Text columns are cheap, and an error that names the file is worth them.
            needed.UnionWith(InputSchema.Where(RowErrors.IsText).Select(column => column.Index));
        }

        return InputSchema.Where(column => needed.Contains(column.Index));
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) =>
        new Row(this, input, [.. activeColumns.Select(column => column.Index)]);

    private sealed class Row(SppFeatureMapper mapper, DataViewRow input, HashSet<int> active) : DataViewRow
    {
        private Func<(string? Path, Func<PixelImage> Load)>? _loader;
        private float[][]? _vectors;
        private long _position = -1;

        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override DataViewSchema Schema => mapper.OutputSchema;

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!IsColumnActive(column))
                throw new InvalidOperationException($"Column '{column.Name}' is not active in this row.");
            int own = column.Index - mapper.InputSchema.Count;
            if (own < 0)
                return input.GetGetter<TValue>(mapper.InputSchema[column.Index]);
            _loader ??= FeatureInput.Loader(input, mapper._input, mapper._transformer.Extractor);
            return FeatureGetter.For<TValue>(column.Name, () => Vectors()[own]);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                input.Dispose();
            base.Dispose(disposing);
        }

        /// <summary>The network runs once per row, however many of its columns are read.</summary>
        private float[][] Vectors()
        {
            if (_vectors is not null && _position == input.Position)
                return _vectors;
            try
            {
                (string? path, Func<PixelImage> load) = _loader!();
                _vectors = mapper._transformer.Extractor.Extract(path, load);
            }
            catch (ImageReadException error)
            {
                string row = mapper._input.Type is TextDataViewType ? "" : RowErrors.Describe(input);
                throw new ImageReadException(error.Path, $"column '{mapper._input.Name}'{row}: {error.Message}", error);
            }

            _position = input.Position;
            return _vectors;
        }
    }
}
