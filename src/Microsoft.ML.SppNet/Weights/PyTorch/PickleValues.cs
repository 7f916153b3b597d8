using System.Diagnostics.CodeAnalysis;

namespace Microsoft.ML.SppNet.Weights;

// What a pickle may hold here beside text, numbers, booleans and None. Contents are kept as they came and never looked into without need:
// a container may hold itself.

/// <summary>A tuple.</summary>
internal sealed record PickleTuple(object?[] Items);

/// <summary>A list.</summary>
internal sealed class PickleList
{
    internal List<object?> Items { get; } = [];
}

/// <summary>A dict or OrderedDict, in the order of its entries.</summary>
internal sealed class PickleDictionary
{
    internal List<(object? Key, object? Value)> Entries { get; } = [];

    internal bool TryGet(string key, [NotNullWhen(true)] out object? value)
    {
        value = Entries.LastOrDefault(entry => key.Equals(entry.Key)).Value;
        return value is not null;
    }
}

/// <summary>A class or function that a pickle names, one of <see cref="PickleGlobals"/>.</summary>
internal sealed record PickleGlobal(string Name);

/// <summary>Bytes, of which nothing is kept: no tensor needs them.</summary>
internal sealed record PickleBytes(long Length);

/// <summary>Numbers in a row that tensors are views of.</summary>
/// <param name="Key">Its name in the file.</param>
/// <param name="Type">Type of its elements.</param>
/// <param name="Count">How many there are.</param>
internal sealed record PyTorchStorage(string Key, SafetensorsDType Type, long Count)
{
    /// <summary>Bytes that it takes.</summary>
    internal long Length => Count * (Type.Bits() / 8);
}

/// <summary>A tensor: a view of a storage.</summary>
/// <param name="Storage">Its numbers.</param>
/// <param name="Offset">The first one's index.</param>
/// <param name="Shape">Its dimensions.</param>
/// <param name="Strides">Elements from one index to the next, per dimension.</param>
internal sealed record PyTorchTensor(PyTorchStorage Storage, long Offset, long[] Shape, long[] Strides)
{
    internal long Count => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>Whether its elements lie one after the other in row-major order.</summary>
    internal bool IsContiguous
    {
        get
        {
            long expected = 1;
            for (int axis = Shape.Length - 1; axis >= 0; axis--)
            {
                if (Shape[axis] != 1 && Strides[axis] != expected)
                    return false;
                expected *= Shape[axis];
            }

            return true;
        }
    }
}
