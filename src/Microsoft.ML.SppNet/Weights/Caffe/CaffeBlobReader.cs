namespace Microsoft.ML.SppNet.Weights;

/// <summary>Reads BlobProto messages: dimensions as a list or as the four that there were at first, elements as floats or doubles, packed
/// or one by one.</summary>
internal static class CaffeBlobReader
{
    private const int MostDimensions = 16, Singles = 5, Doubles = 8;

    /// <summary>Reads what a blob says of itself, but not the elements.</summary>
    /// <param name="source">The file.</param>
    /// <param name="message">The blob.</param>
    /// <param name="title">How errors call it.</param>
    /// <param name="kind">What its layer does.</param>
    /// <param name="index">Its place among the layer's blobs.</param>
    internal static CaffeBlob Read(ProtobufSource source, ProtobufRange message, string title, CaffeKind kind, int index)
    {
        long[] four = [1, 1, 1, 1];
        List<long>? shape = null;
        long singles = 0, doubles = 0;
        var reader = new ProtobufReader(source, message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case >= 1 and <= 4:
                    four[reader.Field - 1] = reader.Number;
                    break;
                case Singles:
                    singles += reader.IsRange ? Elements(source, reader.Range, sizeof(float), title) : 1;
                    break;
                case Doubles:
                    doubles += reader.IsRange ? Elements(source, reader.Range, sizeof(double), title) : 1;
                    break;
                case 7:
                    shape = Dimensions(source, reader.Inner);
                    break;
                default:
                    break;
            }
        }

        var blob = new CaffeBlob(shape is null ? OfFour(four, kind, index) : [.. shape], message, IsDouble: doubles > 0);
        Check(source, blob, title, singles + doubles, mixed: singles > 0 && doubles > 0);
        return blob;
    }

    /// <summary>The elements.</summary>
    internal static void CopyTo(ProtobufSource source, CaffeBlob blob, Span<byte> destination)
    {
        int field = blob.IsDouble ? Doubles : Singles;
        var reader = new ProtobufReader(source, blob.Message);
        while (reader.Next())
        {
            if (reader.Field != field)
                continue;
            ReadOnlySpan<byte> part = reader.IsRange ? source.File.Slice(reader.Range.Start, (int)reader.Range.Length)
                : blob.IsDouble ? BitConverter.GetBytes(reader.Double) : BitConverter.GetBytes(reader.Single);
            part.CopyTo(destination);
            destination = destination[part.Length..];
        }
    }

    /// <summary>The dimensions that mean something: a matrix stands in the last two, a bias in the last.</summary>
    private static long[] OfFour(long[] four, CaffeKind kind, int index) => (kind, index) switch
    {
        (_, > 0) => four[..3].All(size => size == 1) ? four[3..] : four,
        (CaffeKind.InnerProduct, _) when four is [1, 1, _, _] => four[2..],
        _ => four,
    };

    private static List<long> Dimensions(ProtobufSource source, ProtobufReader reader)
    {
        var shape = new List<long>();
        while (reader.Next())
        {
            if (reader.Field == 1)
                OnnxModelReader.AddNumbers(shape, source, reader, MostDimensions);
        }

        return shape;
    }

    private static long Elements(ProtobufSource source, ProtobufRange range, int size, string title) => range.Length % size == 0
        ? range.Length / size
        : throw source.Refused($"the elements of '{title}' end in the middle of one");

    private static void Check(ProtobufSource source, CaffeBlob blob, string title, long elements, bool mixed)
    {
        long count = 1;
        foreach (long size in blob.Shape)
        {
            if (size < 0 || (size > 0 && count > int.MaxValue / sizeof(double) / size))
                throw source.Refused($"'{title}' has the impossible shape {ErrorText.Shape(blob.Shape)}");
            count *= size;
        }

        if (mixed || elements != count)
            throw source.Refused(
                $"'{title}' ({ErrorText.Shape(blob.Shape)}) has {elements} elements{(mixed ? " of two types" : "")}, expected {count}");
    }
}
