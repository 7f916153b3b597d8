using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Imaging;
using Microsoft.ML.SppNet.Interop;

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

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        FeatureInput.Dependencies(InputSchema, _input, dependingColumns);

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        _transformer.AddUse();
        return new Row(this, input, [.. activeColumns.Select(column => column.Index)]);
    }

    private sealed class Row(SppFeatureMapper mapper, DataViewRow input, HashSet<int> active) : DataViewRow
    {
        private Func<(string? Path, Func<PixelImage> Load)>? _loader;
        private float[][]? _vectors;
        private bool _isBad, _disposed;
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
            return own < mapper._transformer.Columns.Count
                ? FeatureGetter.For<TValue>(column.Name, () => Vectors()[own])
                : FeatureGetter.ForFlag<TValue>(column.Name, IsBad);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing && !_disposed)
            {
                _disposed = true;
                mapper._transformer.Dispose();
                input.Dispose();
            }

            base.Dispose(disposing);
        }

        private bool IsBad()
        {
            Vectors();
            return _isBad;
        }

        /// <summary>The network runs once per row, however many of its columns are read.</summary>
        private float[][] Vectors()
        {
            if (_vectors is not null && _position == input.Position)
                return _vectors;
            SppFeatureTransformer transformer = mapper._transformer;
            SppFeatureExtractor extractor = transformer.AliveExtractor;
            try
            {
                (string? path, Func<PixelImage> load) = _loader!();
                _vectors = extractor.Extract(path, load);
                _isBad = false;
            }
            catch (ImageReadException error)
            {
                string message = RowErrors.Message(mapper._input, input, error);
                if (transformer.Options.BadImages != BadImages.MissingValues)
                    throw new ImageReadException(error.Path, message, error);
                HostRules.Log(transformer.Host, nameof(SppFeatureTransformer), $"No features: {message}", warning: true);
                _vectors = transformer.MissingVectors();
                _isBad = true;
            }

            _position = input.Position;
            return _vectors;
        }
    }
}
