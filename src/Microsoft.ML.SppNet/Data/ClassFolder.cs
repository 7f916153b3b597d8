using Microsoft.ML.SppNet.Data;

namespace Microsoft.ML.SppNet;

/// <summary>Images whose classes are known: sorted into one folder per class, <c>root/&lt;class&gt;/*.jpg</c>, or listed with
/// them.</summary>
public sealed class ClassFolder
{
    private ClassFolder(string root, IReadOnlyList<string> classes, IReadOnlyList<LabeledImage> images)
    {
        Root = root;
        Classes = classes;
        Images = images;
        Labels = [.. images.Select(image => image.ClassIndex)];
    }

    /// <summary>The folder of the class folders, or the list.</summary>
    public string Root { get; }

    /// <summary>The names of the classes, in ordinal order.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>The images: class after class, within a class in ordinal order of their names, or in the list's.</summary>
    public IReadOnlyList<LabeledImage> Images { get; }

    /// <summary>The class index of every image, in the order of <see cref="Images"/>.</summary>
    public IReadOnlyList<int> Labels { get; }

    /// <summary>Reads the names of classes and images; opens no image.</summary>
    /// <param name="root">The folder of the class folders. Files directly in it belong to no class and are ignored, so are hidden files and
    /// folders; images in subfolders of a class folder belong to the class.</param>
    /// <param name="warn">Takes a sentence about each class folder that has no image and is left out.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">No class has an image, or the name of a folder is not UTF-8.</exception>
    public static ClassFolder Read(string root, Action<string>? warn = null) => Read(root, static _ => true, warn);

    /// <summary>Reads a list of images and their classes; opens no image.</summary>
    /// <param name="path">A UTF-8 text file (CSV) with a path and a class per line, the path absolute or relative to the list's own folder;
    /// a field with a comma stands in quotation marks, and a first line of titles (<c>path,label</c>) is skipped.</param>
    /// <exception cref="FileNotFoundException">There is no such list.</exception>
    /// <exception cref="InvalidDataException">The list is empty, not text, or a line is not a path and a class; the message names the
    /// line.</exception>
    public static ClassFolder ReadList(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        List<(ImageEntry Image, string Class)> lines = LabeledList.Read(path);
        string[] classes = [.. lines.Select(line => line.Class).Distinct().Order(StringComparer.Ordinal)];
        return new ClassFolder(path, classes, [.. lines
            .Select(line =>
                new LabeledImage(line.Image.Name, line.Image.Path, Array.BinarySearch(classes, line.Class, StringComparer.Ordinal)))
            .OrderBy(image => image.ClassIndex)]);
    }

    /// <summary>The images at some indices, in that order, with all the classes: a part of a split.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An index is not one of <see cref="Images"/>.</exception>
    public ClassFolder Select(IEnumerable<int> indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        return new ClassFolder(Root, Classes, [.. indices.Select(index => Images[index])]);
    }

    internal static ClassFolder Read(string root, Func<string, bool> isClass, Action<string>? warn)
    {
        DirectoryInfo[] folders = [.. ImageFolder.Open(root).EnumerateDirectories()
            .Where(folder => !ImageFolder.IsHidden(folder) && isClass(folder.Name))];
        Array.ForEach(folders, ImageFolder.RequireName);
        IEnumerable<string> names = folders.Select(folder => folder.Name).Order(StringComparer.Ordinal);

        List<string> classes = [];
        List<LabeledImage> images = [];
        foreach (string name in names)
        {
            IReadOnlyList<ImageEntry> entries = ImageFolder.Enumerate(Path.Combine(root, name));
            if (entries.Count == 0)
            {
                warn?.Invoke($"'{Path.Combine(root, name)}': no images; the class is left out");
                continue;
            }
            images.AddRange(entries.Select(entry => new LabeledImage($"{name}/{entry.Name}", entry.Path, classes.Count)));
            classes.Add(name);
        }
        return classes.Count > 0
            ? new ClassFolder(root, classes, images)
            : throw new InvalidDataException($"'{root}': expected a folder per class with images in it, found none");
    }
}
