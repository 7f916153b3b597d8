using System.Formats.Tar;

namespace Microsoft.ML.SppNet.Files;

/// <summary>
/// Tells pipes, sockets and devices from files without opening them: opening a pipe waits for its writer, reading a device may never end.
/// </summary>
internal static class SpecialFile
{
    /// <summary>What an existing path names, as <c>a named pipe</c>; null for an ordinary file.</summary>
    internal static string? Kind(string path)
    {
        if (OperatingSystem.IsWindows())
            return null;
        string target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        // What a shell hands over with <(…) is a link in /dev/fd to "pipe:[123]", which is no path. .NET calls every link an existing file.
        if (!File.Exists(target))
        {
            return Path.GetFileName(target).Contains(":[", StringComparison.Ordinal)
                ? "a pipe"
                : $"a link to '{target}', which does not exist";
        }

        // All that is sought here has length 0, and so the look below, which costs more, is rare.
        if (new FileInfo(target).Length > 0)
            return null;
        using var header = new MemoryStream();
        try
        {
            // .NET keeps the type of a file to itself, but its tar writer records it, and opens ordinary files only.
            using (var writer = new TarWriter(header, TarEntryFormat.Ustar, leaveOpen: true))
                writer.WriteEntry(target, "x");
        }
        catch (IOException)
        {
            // What an archive cannot hold.
            return "a socket";
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }

        const int TypeFlag = 156;
        return header.Length <= TypeFlag ? null : (TarEntryType)header.GetBuffer()[TypeFlag] switch
        {
            TarEntryType.Fifo => "a named pipe",
            TarEntryType.CharacterDevice or TarEntryType.BlockDevice => "a device",
            _ => null,
        };
    }
}
