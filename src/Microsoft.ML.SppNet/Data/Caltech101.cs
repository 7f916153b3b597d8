namespace Microsoft.ML.SppNet.Data;

/// <summary>Caltech-101 as distributed: <c>101_ObjectCategories/&lt;class&gt;/image_NNNN.jpg</c>.</summary>
/// <remarks>The protocol (Fei-Fei, Fergus, Perona 2004; He et al., section 3.3): 30 training and up to 50 test images per class, accuracy
/// averaged over the classes and over several random splits. <see cref="ClassSplit"/> draws the splits.</remarks>
public static class Caltech101
{
    /// <summary>The folder of images that show none of the 101 objects.</summary>
    public const string BackgroundClass = "BACKGROUND_Google";

    private const string FolderName = "101_ObjectCategories";
    private const int ObjectClasses = 101;

    /// <summary>Reads the names of classes and images; opens no image.</summary>
    /// <param name="root">The folder <c>101_ObjectCategories</c>, or the folder it lies in.</param>
    /// <param name="includeBackground">Whether <see cref="BackgroundClass"/> is a class like the others, 102 in all, as the SPP-net paper
    /// counts.</param>
    /// <param name="warn">Takes a sentence about each class without images, which is left out, and one where the number of classes is not
    /// Caltech-101's.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">No class has an image.</exception>
    public static ClassFolder Read(string root, bool includeBackground = true, Action<string>? warn = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(root);
        string inside = Path.Combine(root, FolderName);
        ClassFolder folder = ClassFolder.Read(
            Directory.Exists(inside) ? inside : root,
            name => includeBackground || name != BackgroundClass,
            warn);

        int expected = includeBackground ? ObjectClasses + 1 : ObjectClasses;
        if (folder.Classes.Count != expected)
            warn?.Invoke($"'{folder.Root}': expected the {expected} classes of Caltech-101, found {folder.Classes.Count}");
        return folder;
    }
}
