namespace Microsoft.ML.SppNet;

/// <summary>Finds the image files under a folder.</summary>
public static class ImageFolder
{
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".jpe", ".png", ".bmp", ".gif", ".webp"];

    /// <summary>Whether a path ends as an image file does: .jpg, .jpeg, .jpe, .png, .bmp, .gif or .webp, in either case.</summary>
    /// <remarks>Names decide, not contents, so that listing millions of files opens none of them; a file that lies about itself is
    /// reported when it is decoded.</remarks>
    public static bool IsImageName(string path) =>
        Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>All image files under a folder and its subfolders, in ordinal order of their relative paths.</summary>
    /// <param name="root">The folder. <see cref="ImageEntry.Name"/> is relative to it, <see cref="ImageEntry.Path"/> begins with it.</param>
    /// <remarks>Hidden files and folders (by attribute, or by a name that begins with a dot) are skipped. Links are followed; a link back to
    /// a folder that contains it is not.</remarks>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static IReadOnlyList<ImageEntry> Enumerate(string root)
    {
        DirectoryInfo folder = Open(root);
        List<ImageEntry> found = [];
        Collect(folder, root, prefix: "", within: [RealPath(folder, folder.FullName)], found);
        found.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return found;
    }

    internal static DirectoryInfo Open(string root)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(root);
        DirectoryInfo folder = new(root);
        return folder.Exists ? folder : throw new DirectoryNotFoundException($"'{root}': there is no such folder");
    }

    internal static bool IsHidden(FileSystemInfo entry) => entry.Name.StartsWith('.') || entry.Attributes.HasFlag(FileAttributes.Hidden);

    /// <summary>Adds the images of one folder and, recursively, of its subfolders.</summary>
    /// <param name="folder">The folder to look into.</param>
    /// <param name="path">How the caller's root leads to it.</param>
    /// <param name="prefix">Its name relative to the root, with a slash at its end; empty for the root.</param>
    /// <param name="within">The real paths of this folder and of those around it: a link to one of them would never end.</param>
    /// <param name="found">Where the images go.</param>
    private static void Collect(DirectoryInfo folder, string path, string prefix, IReadOnlyList<string> within, List<ImageEntry> found)
    {
        foreach (FileSystemInfo entry in folder.EnumerateFileSystemInfos().Where(entry => !IsHidden(entry)))
        {
            string entryPath = Path.Combine(path, entry.Name);
            if (entry is not DirectoryInfo subfolder)
            {
                if (IsImageName(entry.Name))
                    found.Add(new ImageEntry(prefix + entry.Name, entryPath));
                continue;
            }
            string real = RealPath(subfolder, Path.Combine(within[^1], entry.Name));
            if (!within.Contains(real))
                Collect(subfolder, entryPath, $"{prefix}{entry.Name}/", [.. within, real], found);
        }
    }

    private static string RealPath(DirectoryInfo folder, string unlinked) =>
        Path.TrimEndingDirectorySeparator(folder.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? unlinked);
}
