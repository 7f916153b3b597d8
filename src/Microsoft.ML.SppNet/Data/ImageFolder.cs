using Microsoft.ML.SppNet.Files;

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
    /// <param name="root">The folder. <see cref="ImageEntry.Name"/> is relative to it, <see cref="ImageEntry.Path"/> begins with
    /// it.</param>
    /// <remarks>Hidden files and folders (by attribute, or by a name that begins with a dot) are skipped. Links are followed, and each real
    /// folder is looked into once, however many links lead to it, under a name without a link where it has one; those that the root itself
    /// lies in are not. A link to a file is an image of its own. Pipes, devices and files whose names cannot be opened are listed like any
    /// other, so that reading them says what is wrong.</remarks>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">The name of a subfolder is not UTF-8, so that it cannot be looked into.</exception>
    public static IReadOnlyList<ImageEntry> Enumerate(string root)
    {
        DirectoryInfo folder = Open(root);
        List<ImageEntry> found = [];
        // A link back to a folder that this one lies in would bring what is beside it, such as another class's images.
        HashSet<string> seen = [.. Ancestors(RealPath.Of(root))];
        // Links come after all folders: a folder that also has a name of its own goes by that.
        Queue<(DirectoryInfo Folder, string Path, string Prefix)> links = new([(folder, root, "")]);
        while (links.TryDequeue(out (DirectoryInfo Folder, string Path, string Prefix) link))
            Collect(link.Folder, RealPath.Of(link.Path), link.Path, link.Prefix);
        found.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return found;

        void Collect(DirectoryInfo folder, string real, string path, string prefix)
        {
            if (!seen.Add(real))
                return;
            IEnumerable<FileSystemInfo> entries = folder.EnumerateFileSystemInfos().Where(entry => !IsHidden(entry));
            foreach (FileSystemInfo entry in entries.OrderBy(entry => entry.Name, StringComparer.Ordinal))
            {
                string entryPath = Path.Combine(path, entry.Name);
                if (entry is not DirectoryInfo subfolder)
                {
                    if (IsImageName(entry.Name))
                        found.Add(new ImageEntry(prefix + entry.Name, entryPath));
                    continue;
                }
                RequireName(subfolder);
                if (subfolder.LinkTarget is null)
                    Collect(subfolder, Path.Combine(real, entry.Name), entryPath, $"{prefix}{entry.Name}/");
                else
                    links.Enqueue((subfolder, entryPath, $"{prefix}{entry.Name}/"));
            }
        }
    }

    private static IEnumerable<string> Ancestors(string path)
    {
        for (string? folder = Path.GetDirectoryName(path); folder is not null; folder = Path.GetDirectoryName(folder))
            yield return folder;
    }

    internal static DirectoryInfo Open(string root)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(root);
        DirectoryInfo folder = new(root);
        return folder.Exists ? folder : throw new DirectoryNotFoundException($"'{root}': there is no such folder");
    }

    /// <summary>Whether a folder's entry is to be passed over.</summary>
    /// <remarks>An entry whose name is not UTF-8 has no attributes that .NET could read; it is not hidden for that.</remarks>
    internal static bool IsHidden(FileSystemInfo entry) =>
        entry.Name.StartsWith('.') || (!IsUnreachable(entry) && entry.Attributes.HasFlag(FileAttributes.Hidden));

    /// <summary>Refuses a folder that cannot be looked into, so that its images are not lost without a word.</summary>
    internal static void RequireName(DirectoryInfo folder)
    {
        if (folder.Name.Contains('\uFFFD') && IsUnreachable(folder))
            throw new InvalidDataException(
                $"'{folder.FullName}': the name of this folder is not UTF-8, and such folders cannot be opened here: rename it");
    }

    private static bool IsUnreachable(FileSystemInfo entry) => (int)entry.Attributes == -1;
}
