namespace Microsoft.ML.SppNet.Weights;

/// <summary>Reads how convolutions, poolings and normalisations of a Caffe net compute: one number for both sides, one for each, or a
/// list.</summary>
internal static class CaffeWindows
{
    private const int Most = 1 << 16;

    /// <summary>A ConvolutionParameter.</summary>
    internal static CaffeWindow Convolution(ProtobufSource source, ProtobufReader reader) =>
        Read(source, reader, new Fields(Pad: 3, Size: 4, Group: 5, Stride: 6, PadHeight: 9, SizeHeight: 11, StrideHeight: 13));

    /// <summary>A PoolingParameter.</summary>
    internal static CaffeWindow Pooling(ProtobufSource source, ProtobufReader reader) =>
        Read(source, reader, new Fields(Pad: 4, Size: 2, Group: 0, Stride: 3, PadHeight: 9, SizeHeight: 5, StrideHeight: 7));

    /// <summary>An LRNParameter.</summary>
    internal static CaffeNormalization Normalization(ProtobufReader reader)
    {
        var found = new CaffeNormalization(5, 1, 0.75f, 1, WithinChannel: false);
        while (reader.Next())
        {
            found = reader.Field switch
            {
                1 => found with { Size = (int)Math.Clamp(reader.Number, 0, Most) },
                2 => found with { Alpha = reader.Single },
                3 => found with { Beta = reader.Single },
                4 => found with { WithinChannel = reader.Number == 1 },
                5 => found with { K = reader.Single },
                _ => found,
            };
        }

        return found;
    }

    private static CaffeWindow Read(ProtobufSource source, ProtobufReader reader, Fields fields)
    {
        List<long> sizes = [], strides = [], pads = [], groups = [];
        long[] size = [0, 0], stride = [0, 0], pad = [0, 0];
        while (reader.Next())
        {
            int field = reader.Field;
            if (field == fields.Size)
                OnnxModelReader.AddNumbers(sizes, source, reader, 2);
            else if (field == fields.Stride)
                OnnxModelReader.AddNumbers(strides, source, reader, 2);
            else if (field == fields.Pad)
                OnnxModelReader.AddNumbers(pads, source, reader, 2);
            else if (field == fields.Group)
                OnnxModelReader.AddNumbers(groups, source, reader, 1);
            else if (field - fields.SizeHeight is 0 or 1)
                size[field - fields.SizeHeight] = reader.Number;
            else if (field - fields.StrideHeight is 0 or 1)
                stride[field - fields.StrideHeight] = reader.Number;
            else if (field - fields.PadHeight is 0 or 1)
                pad[field - fields.PadHeight] = reader.Number;
        }

        return new CaffeWindow(
            Side(sizes, size, 0, 0), Side(sizes, size, 1, 0), Side(strides, stride, 0, 1), Side(strides, stride, 1, 1),
            Side(pads, pad, 0, 0), Side(pads, pad, 1, 0), groups.Count > 0 ? (int)Math.Clamp(groups[0], 0, Most) : 1);
    }

    private static int Side(List<long> both, long[] each, int side, int standard)
    {
        long value = both.Count == 0 ? each[side] : both[Math.Min(side, both.Count - 1)];
        return value == 0 ? standard : (int)Math.Clamp(value, 0, Most);
    }

    /// <summary>Numbers of the fields; of those for one side each, the height's, which the width's follows.</summary>
    private sealed record Fields(int Pad, int Size, int Group, int Stride, int PadHeight, int SizeHeight, int StrideHeight);
}
