namespace Microsoft.ML.SppNet.Data;

/// <summary>Puts the records of an image set together from lists, labels and annotations.</summary>
internal sealed class VocReader(string root, string imageSet, Action<string>? warn)
{
    private readonly VocImageSet _set = new(Path.Combine(root, "ImageSets", "Main"), imageSet);

    internal string Root { get; } = root;

    internal VocImage[] ReadImages()
    {
        List<TextLine> ids = _set.ReadIds();
        string[] paths = [.. ids.Select(ImagePath)];
        VocAnnotation?[] annotations = ReadAnnotations(ids);
        int[]?[] labels = [.. PascalVoc.ClassNames.Select(className => _set.ReadLabels(className, ids, warn))];
        WarnOfMissingLabels(labels);

        VocImage[] images = [.. ids.Select((id, i) => new VocImage(
            id.Text, paths[i], annotations[i]?.Width, annotations[i]?.Height,
            [.. labels.Select((ofClass, classIndex) => ofClass?[i] ?? DerivedLabel(annotations[i], classIndex, id))],
            annotations[i]?.Objects ?? [])
        {
            Listed = $"'{_set.ListPath}', line {id.Number}",
            IsAnnotated = annotations[i] is not null,
        })];
        WarnOfEmptyClasses(images);
        return images;
    }

    private string ImagePath(TextLine id)
    {
        string path = Path.Combine(Root, "JPEGImages", $"{id.Text}.jpg");
        return File.Exists(path)
            ? path
            : throw new FileNotFoundException($"'{_set.ListPath}', line {id.Number}: the image '{path}' is missing", path);
    }

    private VocAnnotation?[] ReadAnnotations(List<TextLine> ids)
    {
        VocAnnotation?[] annotations = new VocAnnotation?[ids.Count];
        List<TextLine> missing = [];
        for (int i = 0; i < ids.Count; i++)
        {
            if (File.Exists(AnnotationPath(ids[i])))
                annotations[i] = VocAnnotation.Read(AnnotationPath(ids[i]), warn);
            else
                missing.Add(ids[i]);
        }
        if (missing.Count > 0)
            warn?.Invoke($"'{_set.ListPath}', line {missing[0].Number}: '{AnnotationPath(missing[0])}' is missing; "
                + $"{missing.Count} of {ids.Count} images have no annotation and so no boxes");
        return annotations;
    }

    private string AnnotationPath(TextLine id) => Path.Combine(Root, "Annotations", $"{id.Text}.xml");

    /// <summary>
    /// The label as the devkit defines it: 1 with an object that is not difficult, 0 with difficult ones only, −1 with none.
    /// </summary>
    private int DerivedLabel(VocAnnotation? annotation, int classIndex, TextLine id)
    {
        if (annotation is null)
            throw new InvalidDataException($"'{_set.ListPath}', line {id.Number}: image {id.Text} has neither a label in "
                + $"'{_set.LabelPath(PascalVoc.ClassNames[classIndex])}' nor an annotation '{AnnotationPath(id)}'");
        VocObject[] ofClass = [.. annotation.Objects.Where(item => item.ClassIndex == classIndex)];
        return ofClass.Length == 0 ? -1 : ofClass.All(item => item.Difficult) ? 0 : 1;
    }

    private void WarnOfMissingLabels(int[]?[] labels)
    {
        string[] missing = [.. PascalVoc.ClassNames.Where((_, classIndex) => labels[classIndex] is null)];
        if (missing.Length > 0)
            warn?.Invoke($"'{_set.LabelPath(missing[0])}' is missing; labels of {missing.Length} classes are derived from the annotations: "
                + string.Join(", ", missing));
    }

    private void WarnOfEmptyClasses(VocImage[] images)
    {
        string[] empty = [.. PascalVoc.ClassNames.Where((_, classIndex) => !images.Any(image => image.Labels[classIndex] == 1))];
        if (empty.Length > 0)
            warn?.Invoke($"'{_set.ListPath}': no image is labelled 1 for {string.Join(", ", empty)}");
    }
}
