namespace Microsoft.ML.SppNet.Numerics;

/// <summary>A shape and its floats, row-major, outside the garbage collector's reach: parameters, pixels, matrices of vectors.</summary>
internal sealed unsafe class NativeTensor : IDisposable
{
    private readonly NativeFloats _memory;

    /// <summary>A tensor whose values are whatever the memory held.</summary>
    /// <param name="shape">Length of each dimension.</param>
    internal NativeTensor(params long[] shape)
    {
        Shape = shape;
        _memory = new NativeFloats(shape.Aggregate(1L, (product, side) => checked(product * side)));
    }

    internal IReadOnlyList<long> Shape { get; }

    /// <summary>The number of elements.</summary>
    internal long Count => _memory.Length;

    /// <summary>The first element; valid while the tensor lives and is referred to.</summary>
    internal float* Pointer => _memory.Pointer;

    /// <summary>A tensor of zeros.</summary>
    internal static NativeTensor Zeros(params long[] shape)
    {
        var tensor = new NativeTensor(shape);
        tensor._memory.Clear();
        return tensor;
    }

    /// <summary>The elements in row-major order, without a copy; valid while the tensor lives and is referred to.</summary>
    internal Span<float> Floats() => new(Pointer, checked((int)Count));

    /// <summary>One of the rows of a matrix.</summary>
    internal Span<float> Row(int row)
    {
        int length = checked((int)(Count / Shape[0]));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (ulong)Shape[0]);
        return new(Pointer + (long)row * length, length);
    }

    public void Dispose() => _memory.Dispose();
}
