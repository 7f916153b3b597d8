using Microsoft.ML.SppNet.Imaging;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>The images that <c>--images</c> names: a file, a folder with all below it, or a list.</summary>
internal static class ImageSource
{
    /// <exception cref="ToolException">There is nothing of that name, or no image in it.</exception>
    internal static IReadOnlyList<ImageEntry> Read(string images)
    {
        if (images.Length == 0)
            throw ToolException.Usage("--images names no file, folder or list.");
        IReadOnlyList<ImageEntry> found = ToolException.RefusedAsInput(() => Find(ImagePath.Resolve(null, images)));
        if (found.Count == 0)
            throw ToolException.BadInput($"'{images}' has no image files in it (.jpg, .png, .bmp, .gif or .webp).");
        if (found.FirstOrDefault(image => image.Name.AsSpan().ContainsAny('\r', '\n')) is { Name: { } broken })
            throw ToolException.BadInput($"'{broken}' has a line break in its name, which no list of paths can hold.");
        return found;
    }

    /// <summary>The class of an image: the name of the folder that it lies in.</summary>
    internal static string ClassOf(ImageEntry image) =>
        Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(image.Path))) is { Length: > 0 } folder ? folder : "/";

    private static bool IsList(string path) => Path.GetExtension(path).Equals(".txt", StringComparison.OrdinalIgnoreCase);

    private static IReadOnlyList<ImageEntry> Find(string path)
    {
        if (Directory.Exists(path))
            return ImageFolder.Enumerate(path);
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no image, folder or list '{path}'.", path);
        return IsList(path)
            ? ImageList.Read(path)
            : [new ImageEntry(path.Replace('\\', '/'), path)];
    }
}
