using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Data;
using Microsoft.ML.SppNet.Features;
using Microsoft.ML.SppNet.Interop;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>Row by row: what <c>PredictionEngine</c> and the data view run.</summary>
internal sealed class SppDetectorMapper : IRowToRowMapper
{
    private readonly SppDetectorTransformer _transformer;
    private readonly DataViewSchema.Column _input;

    internal SppDetectorMapper(SppDetectorTransformer transformer, DataViewSchema inputSchema)
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

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) =>
        new Row(this, input, [.. activeColumns.Select(column => column.Index)]);

    private sealed class Row(SppDetectorMapper mapper, DataViewRow input, HashSet<int> active) : DataViewRow
    {
        private Func<MLImage>? _image;
        private IReadOnlyList<DetectedObject> _found = [];
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
            if (column.Index < mapper.InputSchema.Count)
                return input.GetGetter<TValue>(mapper.InputSchema[column.Index]);
            _image ??= ImageGetter();
            Delegate getter = (column.Index - mapper.InputSchema.Count) switch
            {
                0 => Getter<uint>(found => [.. found.Select(one => ImageDataViews.Key(one.ClassIndex))]),
                1 => Getter<float>(found => [.. found.Select(one => one.Score)]),
                _ => Getter<float>(found =>
                    [.. found.SelectMany(one => (float[])[one.Box.Left, one.Box.Top, one.Box.Right, one.Box.Bottom])]),
            };
            return getter as ValueGetter<TValue>
                ?? throw new InvalidOperationException($"Column '{column.Name}' holds {column.Type.RawType}, not {typeof(TValue)}.");
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                input.Dispose();
            base.Dispose(disposing);
        }

        private ValueGetter<VBuffer<T>> Getter<T>(Func<IReadOnlyList<DetectedObject>, T[]> values) =>
            (ref VBuffer<T> destination) => ImageColumns.Fill(ref destination, values(Found()));

        /// <summary>The detector runs once per row, however many of its columns are read.</summary>
        private IReadOnlyList<DetectedObject> Found()
        {
            if (_position == input.Position && _position >= 0)
                return _found;
            HostRules.CheckAlive(mapper._transformer.Host);
            try
            {
                MLImage image = _image!();
                _found = mapper._transformer.Detector.Detect(image, mapper._transformer.MinimumScore);
                if (mapper._input.Type is TextDataViewType)
                    image.Dispose();
            }
            catch (ImageReadException error)
            {
                throw new ImageReadException(error.Path, RowErrors.Message(mapper._input, input, error), error);
            }

            _position = input.Position;
            return _found;
        }

        /// <summary>The row's image; one from a column of images stays the column's.</summary>
        private Func<MLImage> ImageGetter()
        {
            if (mapper._input.Type is TextDataViewType)
            {
                ValueGetter<ReadOnlyMemory<char>> path = input.GetGetter<ReadOnlyMemory<char>>(mapper._input);
                ReadOnlyMemory<char> text = default;
                return () =>
                {
                    path(ref text);
                    return ImageFile.Load(text.ToString());
                };
            }

            ValueGetter<MLImage> getter = input.GetGetter<MLImage>(mapper._input);
            MLImage? image = null;
            return () =>
            {
                getter(ref image!);
                if (image is null)
                    throw new ImageReadException(
                        path: null, $"column '{mapper._input.Name}' has no image (LoadImages gives none for an empty path)");
                ImageFile.RequireComplete(image);
                return image;
            };
        }
    }
}
