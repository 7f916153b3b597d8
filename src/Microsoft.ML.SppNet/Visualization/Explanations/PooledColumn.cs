using System.Numerics.Tensors;
using Microsoft.ML.SppNet.Features;
using Microsoft.ML.SppNet.Numerics;
using Microsoft.ML.SppNet.Pooling;
using Microsoft.ML.SppNet.Reading;

namespace Microsoft.ML.SppNet.Visualization;

/// <summary>
/// Where the numbers of one image in one column came from: the cell of each maximum, and what it was multiplied by on its way into the
/// vector, as <c>FeatureAccumulator</c> does.
/// </summary>
internal sealed class PooledColumn
{
    private readonly PlannedColumn _column;
    private readonly SppFeatureOptions _options;
    private readonly List<PooledPart> _parts = [];
    private readonly double[][] _sizes;

    /// <summary>What each part at each size was multiplied by on the way into its size's vector.</summary>
    private readonly double[][] _factors;

    /// <summary>The size whose number is the largest in each place, the first of equal ones; null unless sizes are combined so.</summary>
    private readonly int[]? _largest;

    private readonly double _length = 1;

    private PooledColumn(SppFeatureExtractor extractor, PlannedColumn column, PreparedImage image, (int Width, int Height) photograph)
    {
        (_column, _options) = (column, extractor.Plan.Options);
        int sizes = extractor.Plan.Sizes.Count;
        _sizes = [.. Enumerable.Range(0, sizes).Select(_ => new double[column.LengthPerSize])];
        _factors = [.. Enumerable.Range(0, sizes).Select(_ => new double[column.Parts.Count])];
        for (int size = 0; size < sizes; size++)
        {
            Pool(extractor, image, size, mirrored: false, photograph);
            if (_options.Flip)
                Pool(extractor, image, size, mirrored: true, photograph);
            Finish(size);
        }

        _largest = _options.Combine == SizeCombination.Max ? [.. Enumerable.Range(0, column.Length).Select(Largest)] : null;
        if (_options.Normalization != FeatureNormalization.None)
            _length = LengthOf(Combined());
    }

    internal static PooledColumn Of(SppFeatureExtractor extractor, int column, PreparedImage image, (int Width, int Height) photograph) =>
        new(extractor, extractor.Plan.Columns[column], image, photograph);

    /// <summary>Shares the products of the vector and its weights out to the cells.</summary>
    /// <param name="weights">A weight for each number of the vector.</param>
    /// <param name="shares">Receives them.</param>
    internal void Spread(ReadOnlySpan<double> weights, IShareTarget shares)
    {
        foreach (PooledPart part in _parts)
        {
            if (shares.Begin(part.Grid) is not { } add)
                continue;
            double factor = _factors[part.Size][part.Index] / _length;
            int offset = _column.Parts[part.Index].Offset;
            for (int index = 0; index < part.Pooled.Values.Length; index++)
            {
                int place = offset + index;
                double weight = _options.Combine switch
                {
                    SizeCombination.Concatenate => weights[part.Size * _column.LengthPerSize + place],
                    SizeCombination.Mean => weights[place] / _sizes.Length,
                    _ => _largest![place] == part.Size ? weights[place] : 0,
                };
                add(part.Pooled.Cells[index], part.Pooled.Channels[index], weight * factor * part.Pooled.Values[index]);
            }
        }
    }

    private void Pool(SppFeatureExtractor extractor, PreparedImage image, int size, bool mirrored, (int Width, int Height) photograph)
    {
        string[] taps = [.. _column.Parts.Select(part => extractor.Plan.Taps[part.Tap])];
        NativeTensor[] maps = extractor.Maps(image, size, mirrored, taps);
        try
        {
            for (int index = 0; index < taps.Length; index++)
            {
                FieldGeometry field = extractor.Network.Field(taps[index], image.Geometries[size].Height, image.Geometries[size].Width);
                var places = new CellPlaces(field, image.Geometries[size], photograph.Width, photograph.Height, mirrored);
                var grid = new CellGrid(new MapKey(extractor, taps[index], size, mirrored), places);
                PooledCells pooled = PooledCells.Of(_column.Parts[index].Pyramid!, maps[index].Floats(), grid.Rows, grid.Columns);
                _parts.Add(new PooledPart(index, size, pooled, grid));
                Span<double> target = _sizes[size].AsSpan(_column.Parts[index].Offset, pooled.Values.Length);
                for (int place = 0; place < target.Length; place++)
                    target[place] += pooled.Values[place];
            }
        }
        finally
        {
            foreach (NativeTensor map in maps)
                map.Dispose();
        }
    }

    private void Finish(int size)
    {
        for (int index = 0; index < _column.Parts.Count; index++)
        {
            FeaturePart part = _column.Parts[index];
            Span<double> values = _sizes[size].AsSpan(part.Offset, part.Length);
            double factor = _options.Flip ? 0.5 : 1;
            if (_options.Normalization == FeatureNormalization.L2PerPart)
                factor /= factor * LengthOf(values);
            _factors[size][index] = factor;
            for (int place = 0; place < values.Length; place++)
                values[place] *= factor;
        }
    }

    private double[] Combined() => _options.Combine switch
    {
        SizeCombination.Concatenate => [.. _sizes.SelectMany(values => values)],
        SizeCombination.Mean => [.. Enumerable.Range(0, _column.Length).Select(place => _sizes.Average(values => values[place]))],
        _ => [.. _largest!.Select((size, place) => _sizes[size][place])],
    };

    private int Largest(int place)
    {
        int largest = 0;
        for (int size = 1; size < _sizes.Length; size++)
            largest = _sizes[size][place] > _sizes[largest][place] ? size : largest;
        return largest;
    }

    /// <summary>The Euclidean length, in single precision as the pipeline divides by it; 1 for zeros, which stay as they are.</summary>
    private static double LengthOf(ReadOnlySpan<double> values)
    {
        var single = new float[values.Length];
        TensorPrimitives.ConvertTruncating(values, single);
        float length = TensorPrimitives.Norm<float>(single);
        return length > 0 ? length : 1;
    }

    private sealed record PooledPart(int Index, int Size, PooledCells Pooled, CellGrid Grid);
}
