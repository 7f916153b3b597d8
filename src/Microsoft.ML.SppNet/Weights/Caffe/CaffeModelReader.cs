namespace Microsoft.ML.SppNet.Weights;

/// <summary>
/// Reads a NetParameter message (caffe.proto): the layers of the later form, those of the one before (V1), and those inside them of the
/// first (V0), which the files of 2014 have.
/// </summary>
internal sealed class CaffeModelReader(ProtobufSource source)
{
    private const int MostLayers = 100_000, MostNames = 1_000;

    private readonly List<CaffeLayer> _layers = [];

    internal static IReadOnlyList<CaffeLayer> Read(ProtobufSource source) => new CaffeModelReader(source).Read();

    private List<CaffeLayer> Read()
    {
        ProtobufReader reader = source.Message;
        while (reader.Next())
        {
            if (reader.Field == 100)
                Add(Layer(reader.Inner));
            else if (reader.Field == 2)
                Add(LayerV1(reader.Inner));
        }

        return _layers.Any(layer => layer.Blobs.Count > 0) ? _layers : throw source.Refused("it has no layers with weights");
    }

    private void Add(CaffeLayer layer)
    {
        _layers.Add(layer);
        if (_layers.Count > MostLayers)
            throw source.Refused($"it has more than {MostLayers} layers, many more than any network's");
    }

    private CaffeLayer Layer(ProtobufReader reader)
    {
        var parts = new Parts();
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    parts.Name = reader.Text;
                    break;
                case 2:
                    parts.Kind = KindOf(reader.Text);
                    break;
                case 3:
                    Add(parts.Inputs, reader.Text);
                    break;
                case 4:
                    Add(parts.Outputs, reader.Text);
                    break;
                case 7:
                    parts.Blobs.Add(reader.Range);
                    break;
                case 106:
                    parts.Convolution = CaffeWindows.Convolution(source, reader.Inner);
                    break;
                case 118:
                    parts.Normalization = CaffeWindows.Normalization(reader.Inner);
                    break;
                case 121:
                    parts.Pooling = CaffeWindows.Pooling(source, reader.Inner);
                    break;
                default:
                    break;
            }
        }

        return Whole(parts);
    }

    private CaffeLayer LayerV1(ProtobufReader reader)
    {
        var parts = new Parts();
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    ReadV0(parts, reader.Inner);
                    break;
                case 2:
                    Add(parts.Inputs, reader.Text);
                    break;
                case 3:
                    Add(parts.Outputs, reader.Text);
                    break;
                case 4:
                    parts.Name = reader.Text;
                    break;
                case 5:
                    parts.Kind = KindOf(reader.Number);
                    break;
                case 6:
                    parts.Blobs.Add(reader.Range);
                    break;
                case 10:
                    parts.Convolution = CaffeWindows.Convolution(source, reader.Inner);
                    break;
                case 18:
                    parts.Normalization = CaffeWindows.Normalization(reader.Inner);
                    break;
                case 19:
                    parts.Pooling = CaffeWindows.Pooling(source, reader.Inner);
                    break;
                default:
                    break;
            }
        }

        return Whole(parts);
    }

    private static void ReadV0(Parts parts, ProtobufReader reader)
    {
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    parts.Name = reader.Text;
                    break;
                case 2:
                    parts.Kind = KindOf(reader.Text);
                    break;
                case 50:
                    parts.Blobs.Add(reader.Range);
                    break;
                default:
                    break;
            }
        }
    }

    private CaffeLayer Whole(Parts parts) => new(parts.Name, parts.Inputs, parts.Outputs)
    {
        Kind = parts.Kind,
        Blobs = [.. parts.Blobs.Select((range, index) =>
            CaffeBlobReader.Read(source, range, $"{parts.Name}, blob {index + 1}", parts.Kind, index))],
        Convolution = parts.Convolution,
        Pooling = parts.Pooling,
        Normalization = parts.Normalization,
    };

    private void Add(List<string> names, string name)
    {
        names.Add(name);
        if (names.Count > MostNames)
            throw source.Refused($"a layer reads or makes more than {MostNames} blobs");
    }

    /// <summary>Names of the later form, and those of V0.</summary>
    private static CaffeKind KindOf(string type) => type switch
    {
        "Convolution" or "conv" => CaffeKind.Convolution,
        "InnerProduct" or "innerproduct" or "inner_product" => CaffeKind.InnerProduct,
        "Pooling" or "pool" => CaffeKind.Pooling,
        "LRN" or "lrn" => CaffeKind.Normalization,
        "Concat" or "concat" => CaffeKind.Concat,
        "Flatten" or "flatten" => CaffeKind.Flatten,
        _ => CaffeKind.Other,
    };

    /// <summary>Numbers of V1.</summary>
    private static CaffeKind KindOf(long type) => type switch
    {
        3 => CaffeKind.Concat,
        4 => CaffeKind.Convolution,
        8 => CaffeKind.Flatten,
        14 => CaffeKind.InnerProduct,
        15 => CaffeKind.Normalization,
        17 => CaffeKind.Pooling,
        _ => CaffeKind.Other,
    };

    private sealed class Parts
    {
        internal string Name { get; set; } = "";

        internal CaffeKind Kind { get; set; }

        internal List<string> Inputs { get; } = [];

        internal List<string> Outputs { get; } = [];

        internal List<ProtobufRange> Blobs { get; } = [];

        internal CaffeWindow? Convolution { get; set; }

        internal CaffeWindow? Pooling { get; set; }

        internal CaffeNormalization? Normalization { get; set; }
    }
}
