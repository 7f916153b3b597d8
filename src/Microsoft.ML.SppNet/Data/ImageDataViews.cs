using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Interop;

namespace Microsoft.ML.SppNet.Data;

/// <summary>The data sets as data views: which columns each has.</summary>
internal static class ImageDataViews
{
    internal static IDataView Create(IReadOnlyList<ImageEntry> images) => new ListDataView<ImageEntry>(
        images,
        [
            ImageColumns.Path<ImageEntry>(image => image.Path),
            ImageColumns.Image<ImageEntry>(image => image.Path, image => image.Listed),
            ImageColumns.Text<ImageEntry>("Name", image => image.Name),
        ]);

    internal static IDataView Create(ClassFolder folder) => new ListDataView<LabeledImage>(
        folder.Images,
        [
            ImageColumns.Path<LabeledImage>(image => image.Path),
            ImageColumns.Image<LabeledImage>(image => image.Path),
            ImageColumns.Text<LabeledImage>("Name", image => image.Name),
            new ListColumn<LabeledImage, uint>(
                "Label", KeyOf(folder.Classes), (int _, LabeledImage image, ref uint key) => key = Key(image.ClassIndex),
                KeyValues(folder.Classes)),
        ]);

    internal static IDataView Create(PascalVoc dataSet) => new ListDataView<VocImage>(
        dataSet.Images,
        [
            ImageColumns.Path<VocImage>(image => image.Path),
            ImageColumns.Image<VocImage>(image => image.Path),
            ImageColumns.Text<VocImage>("ImageId", image => image.Id),
            ImageColumns.Vector<VocImage, float>(
                "Labels", new VectorDataViewType(NumberDataViewType.Single, PascalVoc.ClassNames.Count),
                image => [.. image.Labels], SlotNames(PascalVoc.ClassNames)),
            ImageColumns.Vector<VocImage, float>(
                "Boxes", new VectorDataViewType(NumberDataViewType.Single), image => [.. image.Objects.SelectMany(Coordinates)]),
            ImageColumns.Vector<VocImage, uint>(
                "BoxLabels", new VectorDataViewType(KeyOf(PascalVoc.ClassNames)),
                image => [.. image.Objects.Select(item => Key(item.ClassIndex))], KeyValues(PascalVoc.ClassNames)),
            ImageColumns.Vector<VocImage, bool>(
                "Difficult", new VectorDataViewType(BooleanDataViewType.Instance),
                image => [.. image.Objects.Select(item => item.Difficult)]),
        ]);

    private static float[] Coordinates(VocObject item) => [item.Box.XMin, item.Box.YMin, item.Box.XMax, item.Box.YMax];

    internal static KeyDataViewType KeyOf(IReadOnlyList<string> classes) => new(typeof(uint), classes.Count);

    /// <summary>ML.NET counts keys from 1; 0 is the missing one.</summary>
    internal static uint Key(int classIndex) => (uint)classIndex + 1;

    internal static DataViewSchema.Annotations KeyValues(IReadOnlyList<string> classes) =>
        ColumnAnnotations.KeyValues(classes.Count, () => classes);

    private static DataViewSchema.Annotations SlotNames(IReadOnlyList<string> classes) =>
        ColumnAnnotations.SlotNames(classes.Count, () => classes);
}
