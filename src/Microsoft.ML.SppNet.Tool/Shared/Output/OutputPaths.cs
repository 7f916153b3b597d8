using Microsoft.ML.SppNet.Files;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>The files that a command is going to write, checked before it does any work: hours of it must not end in a path that cannot be
/// written.</summary>
internal static class OutputPaths
{
    private static readonly StringComparer Names = OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;

    /// <param name="inputs">What the command reads, with the option that names it; null for what was not given.</param>
    /// <param name="outputs">What it writes.</param>
    /// <exception cref="ToolException">Two of them are one file, however it is called, or one cannot be written.</exception>
    internal static void Check(IEnumerable<(string Option, string? Path)> inputs, IEnumerable<(string Option, string? Path)> outputs)
    {
        var known = new Dictionary<string, (string Option, string Path)>(Names);
        foreach ((string option, string? path) in inputs)
        {
            if (!string.IsNullOrEmpty(path) && File.Exists(path))
                known.TryAdd(Real(path), (option, path));
        }

        foreach ((string option, string? path) in outputs)
        {
            if (path is null)
                continue;
            if (path.Length == 0)
                throw ToolException.Usage($"{option} names no file.");
            if (!known.TryAdd(Real(path), (option, path)))
            {
                (string other, string otherPath) = known[Real(path)];
                throw ToolException.Usage($"{option} '{path}' and {other} '{otherPath}' are the same file.");
            }

            CheckWritable(path);
        }
    }

    /// <summary>Where a path leads, every link on it followed.</summary>
    private static string Real(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.GetDirectoryName(full) is not { } folder)
            return full;
        string here = Path.Combine(Real(folder), Path.GetFileName(full));
        FileSystemInfo file = Directory.Exists(here) ? new DirectoryInfo(here) : new FileInfo(here);
        try
        {
            return file.LinkTarget is null ? here : Real(file.ResolveLinkTarget(returnFinalTarget: true)!.FullName);
        }
        catch (IOException exception)
        {
            throw ToolException.BadInput($"'{path}' leads nowhere: {exception.Message}", exception);
        }
    }

    private static void CheckWritable(string path)
    {
        if (Directory.Exists(path))
            throw ToolException.BadInput($"Cannot write '{path}': it is a folder.");
        if (File.Exists(path) && SpecialFile.Kind(path) is { } kind)
            throw ToolException.BadInput($"Cannot write '{path}': it is {kind}.");
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))
            ?? throw ToolException.BadInput($"Cannot write '{path}': it is not a file name.");
        if (WritableFolder.Problem(folder) is { } problem)
            throw ToolException.BadInput($"Cannot write '{path}': {problem}.");
    }

    /// <exception cref="ToolException">The page of <c>--report</c> would have an extension that browsers do not open.</exception>
    internal static void CheckPage(string? report)
    {
        if (report is not null && !Path.GetExtension(report).StartsWith(".htm", StringComparison.OrdinalIgnoreCase))
            throw ToolException.Usage($"--report ends in .html; '{report}' does not.");
    }
}
