namespace Microsoft.ML.SppNet.Weights;

/// <summary>Elements of a view, in row-major order of its indices, as float32.</summary>
internal static unsafe class StridedCopy
{
    /// <summary>Copies a whole tensor; gives the first element that is no finite float32, and its value, or −1.</summary>
    /// <param name="tensor">The view; it lies inside its storage.</param>
    /// <param name="storage">The storage's bytes.</param>
    /// <param name="destination">As many elements as the tensor has.</param>
    internal static (int Bad, double Value) ToSingle(PyTorchTensor tensor, byte* storage, Span<float> destination)
    {
        SafetensorsDType type = tensor.Storage.Type;
        int size = type.Bits() / 8;
        if (tensor.IsContiguous)
        {
            byte* start = storage + (tensor.Offset * size);
            int bad = WeightConversion.ToSingle(type, start, destination);
            return (bad, bad < 0 ? 0 : WeightConversion.ValueAt(type, start, bad));
        }

        byte[] gathered = new byte[Math.Min(destination.Length, WeightConversion.Chunk) * size];
        long[] index = new long[tensor.Shape.Length];
        fixed (byte* buffer = gathered)
        {
            for (int done = 0; done < destination.Length; done += WeightConversion.Chunk)
            {
                Span<float> part = destination.Slice(done, Math.Min(WeightConversion.Chunk, destination.Length - done));
                for (int element = 0; element < part.Length; element++)
                    Buffer.MemoryCopy(storage + (Next(tensor, index) * size), buffer + (element * size), size, size);
                int bad = WeightConversion.ToSingle(type, buffer, part);
                if (bad >= 0)
                    return (done + bad, WeightConversion.ValueAt(type, buffer, bad));
            }
        }

        return (-1, 0);
    }

    /// <summary>The place of the element at an index, which then moves on to the next.</summary>
    private static long Next(PyTorchTensor tensor, long[] index)
    {
        long place = tensor.Offset;
        for (int axis = 0; axis < index.Length; axis++)
            place += index[axis] * tensor.Strides[axis];
        for (int axis = index.Length - 1; axis >= 0 && ++index[axis] == tensor.Shape[axis]; axis--)
            index[axis] = 0;
        return place;
    }
}
