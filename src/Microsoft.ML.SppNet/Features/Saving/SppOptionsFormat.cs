namespace Microsoft.ML.SppNet.Features;

/// <summary>Options and columns as bytes inside a saved model. Where to run (GPU, image folder aside) is the loading machine's affair and
/// not kept.</summary>
internal static class SppOptionsFormat
{
    /// <summary>More than any model has; a damaged file must not ask for memory.</summary>
    private const int MaximumCount = 10_000;

    internal static void Write(BinaryWriter writer, SppFeatureOptions options, IReadOnlyList<SppFeatureColumn> columns)
    {
        WriteList(writer, options.Sizes, writer.Write);
        writer.Write((int)options.Combine);
        writer.Write((int)options.View);
        writer.Write(options.Flip);
        writer.Write((int)options.Kernel);
        writer.Write((int)options.Normalization);
        writer.Write(options.BatchSize);
        writer.Write((int)options.Precision);
        writer.Write(options.ImageFolder ?? "");
        writer.Write((int)options.BadImages);
        WriteViews(writer, options.TestViews);
        WriteList(writer, columns, column =>
        {
            writer.Write(column.Name);
            WriteList(writer, column.Taps, writer.Write);
            WriteList(writer, column.Levels, writer.Write);
        });
    }

    /// <exception cref="InvalidDataException">A count that no model has.</exception>
    internal static (SppFeatureOptions Options, SppFeatureColumn[] Columns) Read(BinaryReader reader)
    {
        var options = new SppFeatureOptions
        {
            Sizes = ReadList(reader, reader.ReadInt32),
            Combine = (SizeCombination)reader.ReadInt32(),
            View = (ImageView)reader.ReadInt32(),
            Flip = reader.ReadBoolean(),
            Kernel = (ResizeKernel)reader.ReadInt32(),
            Normalization = (FeatureNormalization)reader.ReadInt32(),
            BatchSize = reader.ReadInt32(),
            Precision = (InferencePrecision)reader.ReadInt32(),
            ImageFolder = reader.ReadString() is { Length: > 0 } folder ? folder : null,
            BadImages = (BadImages)reader.ReadInt32(),
            TestViews = ReadViews(reader),
        };
        SppFeatureColumn[] columns = ReadList(reader, () => new SppFeatureColumn(reader.ReadString())
        {
            Taps = ReadList(reader, reader.ReadString),
            Levels = ReadList(reader, reader.ReadInt32),
        });
        return (options, columns);
    }

    private static void WriteViews(BinaryWriter writer, TestViews? views)
    {
        writer.Write(views is not null);
        if (views is null)
            return;
        writer.Write((int)views.Kind);
        writer.Write(views.Window);
        writer.Write(views.ShorterSide);
        WriteList(writer, views.Scales, writer.Write);
        writer.Write(views.OnMaps);
    }

    private static TestViews? ReadViews(BinaryReader reader) =>
        !reader.ReadBoolean() ? null : new TestViews((TestViewKind)reader.ReadInt32())
    {
        Window = reader.ReadInt32(),
        ShorterSide = reader.ReadInt32(),
        Scales = ReadList(reader, reader.ReadInt32),
        OnMaps = reader.ReadBoolean(),
    };

    private static void WriteList<T>(BinaryWriter writer, IReadOnlyList<T> items, Action<T> write)
    {
        writer.Write(items.Count);
        foreach (T item in items)
            write(item);
    }

    private static T[] ReadList<T>(BinaryReader reader, Func<T> read)
    {
        int count = reader.ReadInt32();
        if (count is < 0 or > MaximumCount)
            throw new InvalidDataException($"The model claims a list of {count} entries: it is damaged.");
        var items = new T[count];
        for (int index = 0; index < count; index++)
            items[index] = read();
        return items;
    }
}
