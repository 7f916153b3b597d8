using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>A histogram per region, each of sum 1, in one array.</summary>
internal sealed class RegionHistograms
{
    private readonly float[] _values;
    private readonly int _stride;

    private RegionHistograms(float[] values, int stride) => (_values, _stride) = (values, stride);

    /// <summary>Histograms of counts, <paramref name="length"/> to a region.</summary>
    internal static RegionHistograms FromCounts(ReadOnlySpan<int> counts, int length)
    {
        int lanes = Vector256<float>.Count, stride = (length + lanes - 1) / lanes * lanes, regions = counts.Length / length;
        float[] values = new float[regions * stride];
        for (int region = 0; region < regions; region++)
        {
            ReadOnlySpan<int> row = counts.Slice(region * length, length);
            float sum = 0;
            foreach (int count in row)
                sum += count;
            for (int i = 0; i < length; i++)
                values[region * stride + i] = row[i] / sum;
        }

        return new RegionHistograms(values, stride);
    }

    /// <summary>A copy that may be merged without touching this.</summary>
    internal RegionHistograms Copy() => new([.. _values], _stride);

    /// <summary>The sum of the smaller of both values in every bin: 1 for equal histograms, 0 for disjoint ones.</summary>
    /// <remarks>Eight sums, then added in one order, whatever the processor's vectors are: the same bits everywhere.</remarks>
    internal float Intersection(int first, int second)
    {
        ReadOnlySpan<Vector256<float>> a = Row(first), b = Row(second);
        Vector256<float> sums = Vector256<float>.Zero;
        for (int i = 0; i < a.Length; i++)
            sums += Vector256.Min(a[i], b[i]);
        Vector128<float> four = sums.GetLower() + sums.GetUpper();
        return four[0] + four[1] + (four[2] + four[3]);
    }

    /// <summary>The mean of two histograms with weights, in the first's place.</summary>
    internal void Merge(int first, float firstWeight, int second, float secondWeight)
    {
        Span<Vector256<float>> a = Row(first), b = Row(second);
        for (int i = 0; i < a.Length; i++)
            a[i] = a[i] * firstWeight + b[i] * secondWeight;
    }

    private Span<Vector256<float>> Row(int region) =>
        MemoryMarshal.Cast<float, Vector256<float>>(_values.AsSpan(region * _stride, _stride));
}
