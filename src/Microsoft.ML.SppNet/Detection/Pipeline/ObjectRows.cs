using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>The rows of a data view as examples.</summary>
internal sealed class ObjectRows(IDataView input, SppDetectorColumns columns, Action checkAlive)
{
    private readonly DataViewSchema.Column _labels = input.Schema[columns.Labels];

    /// <summary>The names of the label's keys, or their numbers where they have none.</summary>
    internal string[] ClassNames()
    {
        int count = checked((int)((KeyDataViewType)((VectorDataViewType)_labels.Type).ItemType).Count);
        if (_labels.Annotations.Schema.GetColumnOrNull("KeyValues") is not { Type: VectorDataViewType { ItemType: TextDataViewType } })
            return [.. Enumerable.Range(1, count).Select(key => key.ToString(CultureInfo.InvariantCulture))];
        VBuffer<ReadOnlyMemory<char>> names = default;
        _labels.GetKeyValues(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }

    internal List<DetectionExample> Read()
    {
        DataViewSchema.Column image = input.Schema[columns.Image], boxes = input.Schema[columns.Boxes];
        DataViewSchema.Column[] read = columns.Difficult is { } name
            ? [image, boxes, _labels, input.Schema[name]]
            : [image, boxes, _labels];
        using DataViewRowCursor cursor = input.GetRowCursor(read);
        ValueGetter<VBuffer<float>> getBoxes = cursor.GetGetter<VBuffer<float>>(boxes);
        ValueGetter<VBuffer<uint>> getLabels = cursor.GetGetter<VBuffer<uint>>(_labels);
        ValueGetter<VBuffer<bool>>? getDifficult = read.Length > 3 ? cursor.GetGetter<VBuffer<bool>>(read[3]) : null;
        Func<(string Name, Func<MLImage> Load)> getImage = image.Type is ImageDataViewType ? Images(cursor, image) : Paths(cursor, image);
        var examples = new List<DetectionExample>();
        (VBuffer<float> box, VBuffer<uint> label, VBuffer<bool> difficult) = (default, default, default);
        while (cursor.MoveNext())
        {
            checkAlive();
            getBoxes(ref box);
            getLabels(ref label);
            getDifficult?.Invoke(ref difficult);
            (string row, Func<MLImage> load) = getImage();
            examples.Add(new DetectionExample(row, load, Objects(
                row, [.. box.DenseValues()], [.. label.DenseValues()], getDifficult is null ? null : [.. difficult.DenseValues()])));
        }

        return examples;
    }

    private List<AnnotatedObject> Objects(string row, float[] boxes, uint[] labels, bool[]? difficult)
    {
        if (boxes.Length != 4 * labels.Length || (difficult is not null && difficult.Length != labels.Length))
        {
            throw new InvalidDataException(
                $"'{row}': {boxes.Length} numbers of boxes for {labels.Length} "
                    + $"labels{(difficult is null ? "" : $" and {difficult.Length} flags")}; "
                + "an object has four numbers and a label.");
        }

        var objects = new List<AnnotatedObject>();
        for (int index = 0; index < labels.Length; index++)
        {
            // 0 is the missing key.
            if (labels[index] != 0)
                objects.Add(new AnnotatedObject((int)labels[index] - 1, Box(row, boxes.AsSpan(4 * index, 4)), difficult?[index] ?? false));
        }

        return objects;
    }

    private ImageBox Box(string row, ReadOnlySpan<float> four)
    {
        if (four.ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
            throw new InvalidDataException($"'{row}': a box has a coordinate that is no finite number.");
        return columns.Convention == BoxConvention.PascalVoc
            ? new VocBox(four[0], four[1], four[2], four[3]).ToImageBox()
            : new ImageBox(four[0], four[1], four[2], four[3]);
    }

    private static Func<(string Name, Func<MLImage> Load)> Paths(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<ReadOnlyMemory<char>> getter = row.GetGetter<ReadOnlyMemory<char>>(column);
        return () =>
        {
            ReadOnlyMemory<char> text = default;
            getter(ref text);
            string path = text.ToString();
            return (path, () => ImageFile.Load(path));
        };
    }

    private static Func<(string Name, Func<MLImage> Load)> Images(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<MLImage> getter = row.GetGetter<MLImage>(column);
        return () =>
        {
            MLImage? image = null;
            getter(ref image!);
            if (image is null)
                throw new InvalidDataException(
                    $"row {row.Position}: column '{column.Name}' has no image (LoadImages gives none for an empty path)");
            // The image belongs to the row and changes with it.
            (int width, int height, MLPixelFormat format, byte[] pixels, string tag) =
                (image.Width, image.Height, image.PixelFormat, image.Pixels.ToArray(), image.Tag);
            return ($"row {row.Position}", () =>
            {
                var copy = MLImage.CreateFromPixels(width, height, format, pixels);
                copy.Tag = tag;
                return copy;
            });
        };
    }
}
