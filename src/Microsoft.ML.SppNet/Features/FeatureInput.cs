using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Imaging;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.SppNet.Features;

/// <summary>The input column: images, paths of image files, or the files' bytes.</summary>
internal static class FeatureInput
{
    /// <summary>Finds the input column in a schema.</summary>
    /// <exception cref="ArgumentException">There is none of that name, or it is of another type; the message says which.</exception>
    internal static DataViewSchema.Column Find(DataViewSchema schema, string name)
    {
        DataViewSchema.Column column = schema.GetColumnOrNull(name) ?? throw Missing(name, schema.Select(other => other.Name));
        CheckType(name, column.Type);
        return column;
    }

    /// <summary>The same check on the shape of data that are not there yet.</summary>
    /// <exception cref="ArgumentException">There is none of that name, or it is of another type; the message says which.</exception>
    internal static void Check(SchemaShape shape, string name)
    {
        SchemaShape.Column column = shape.FirstOrDefault(candidate => candidate.Name == name);
        if (column.Name is null)
            throw Missing(name, shape.Select(other => other.Name));
        bool isScalar = column.Kind == SchemaShape.Column.VectorKind.Scalar;
        CheckType(name, isScalar ? column.ItemType : new VectorDataViewType((PrimitiveDataViewType)column.ItemType));
    }

    /// <summary>The input's columns that a mapper needs for some of what it gives, which come after the input's own.</summary>
    internal static IEnumerable<DataViewSchema.Column> Dependencies(
        DataViewSchema schema, DataViewSchema.Column input, IEnumerable<DataViewSchema.Column> depending)
    {
        HashSet<int> needed = [.. depending.Select(column => column.Index)];
        if (needed.Any(index => index >= schema.Count))
        {
            needed.Add(input.Index);
            // Text columns are cheap, and an error that names the file is worth them.
            needed.UnionWith(schema.Where(RowErrors.IsText).Select(column => column.Index));
        }

        return schema.Where(column => needed.Contains(column.Index));
    }

    private static ArgumentException Missing(string name, IEnumerable<string> columns) =>
        new($"There is no input column '{name}' to extract features from; the data have {string.Join(", ", columns)}.");

    private static void CheckType(string name, DataViewType type)
    {
        if (type is not (ImageDataViewType or TextDataViewType) && !HoldsBytes(type))
        {
            throw new ArgumentException(
                $"Input column '{name}' must hold images (MLImage), the paths of image files (text) or their bytes (a vector of Byte), "
                + $"but its type is {type}.", nameof(type));
        }
    }

    private static bool HoldsBytes(DataViewType type) => type is VectorDataViewType vector && vector.ItemType == NumberDataViewType.Byte;

    /// <summary>A getter of loaders: each call reads the current row's value and returns its file, where it has one, and how to get its
    /// pixels, on any thread.</summary>
    /// <remarks>What the source's own getter throws, such as LoadImages on a broken file, is the image's fault: what else should it be
    /// about.</remarks>
    internal static Func<(string? Path, Func<PixelImage> Load)> Loader(DataViewRow row, DataViewSchema.Column column,
        SppFeatureExtractor extractor)
    {
        if (column.Type is TextDataViewType)
        {
            ValueGetter<ReadOnlyMemory<char>> path = row.GetGetter<ReadOnlyMemory<char>>(column);
            ReadOnlyMemory<char> text = default;
            return () =>
            {
                path(ref text);
                string file = ImagePath.Resolve(extractor.Plan.Options.ImageFolder, text.ToString());
                return (file, () => extractor.Decode(file));
            };
        }

        if (HoldsBytes(column.Type))
            return BytesLoader(row, column, extractor);
        ValueGetter<MLImage> getter = row.GetGetter<MLImage>(column);
        MLImage? image = null;
        return () =>
        {
            Get(getter, ref image!);
            if (image is null)
                throw new ImageReadException(path: null, $"column '{column.Name}' has no image (LoadImages gives none for an empty path)");
            // The image belongs to the row and changes with it: what goes to another thread is a copy of its pixels.
            ImageFile.RequireComplete(image);
            PixelImage pixels = PixelImage.From(image);
            return (null, () => pixels);
        };
    }

    private static Func<(string? Path, Func<PixelImage> Load)> BytesLoader(
        DataViewRow row, DataViewSchema.Column column, SppFeatureExtractor extractor)
    {
        ValueGetter<VBuffer<byte>> getter = row.GetGetter<VBuffer<byte>>(column);
        VBuffer<byte> buffer = default;
        return () =>
        {
            getter(ref buffer);
            if (buffer.Length == 0)
                throw new ImageReadException(path: null, $"column '{column.Name}' has no bytes");
            // The buffer belongs to the row and changes with it: what goes to another thread is a copy.
            byte[] bytes = new byte[buffer.Length];
            buffer.CopyTo(bytes);
            return (null, () => ImageFile.Decode(bytes, name: null, extractor.Plan.Preparation.MinimumShorterSide));
        };
    }

    private static void Get(ValueGetter<MLImage> getter, ref MLImage image)
    {
        try
        {
            getter(ref image);
        }
        catch (Exception error) when (error is not (ImageReadException or OutOfMemoryException or OperationCanceledException))
        {
            throw new ImageReadException(path: null, error.Message, error);
        }
    }
}
