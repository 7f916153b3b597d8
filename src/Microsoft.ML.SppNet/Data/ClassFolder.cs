namespace Microsoft.ML.SppNet;

/// <summary>Images sorted into one folder per class: <c>root/&lt;class&gt;/*.jpg</c>.</summary>
public sealed class ClassFolder
{
    private ClassFolder(string root, IReadOnlyList<string> classes, IReadOnlyList<LabeledImage> images)
    {
        Root = root;
        Classes = classes;
        Images = images;
        Labels = [.. images.Select(image => image.ClassIndex)];
    }

    /// <summary>The folder of the class folders.</summary>
    public string Root { get; }

    /// <summary>The names of the classes, in ordinal order.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>The images: class after class, within a class in ordinal order of their names.</summary>
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
