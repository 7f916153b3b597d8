namespace Microsoft.ML.SppNet.Files;

/// <summary>Where a path leads once all links in it, in its middle as at its end, are followed.</summary>
internal static class RealPath
{
    /// <summary>As many links as Linux follows before it takes them for a circle.</summary>
    private const int MaximumLinks = 40;

    /// <summary>The absolute path without links; the path itself, made absolute, where links lead in a circle.</summary>
    internal static string Of(string path)
    {
        string full = Path.GetFullPath(path), real = Path.GetPathRoot(full)!;
        Stack<string> ahead = new(Parts(full[real.Length..]));
        for (int links = 0; ahead.TryPop(out string? part);)
        {
            if (part is "." or "..")
            {
                real = part == ".." ? Path.GetDirectoryName(real) ?? real : real;
                continue;
            }
            // A relative target is relative to where the link really lies; .NET's ResolveLinkTarget takes it from the path as it was given.
            string next = Path.Combine(real, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }
            if (++links > MaximumLinks)
                return full;
            if (Path.IsPathRooted(target))
            {
                real = Path.GetPathRoot(target)!;
                target = target[real.Length..];
            }
            foreach (string step in Parts(target))
                ahead.Push(step);
        }
        return Path.TrimEndingDirectorySeparator(real);
    }

    /// <summary>The names of a path, the last one first.</summary>
    private static IEnumerable<string> Parts(string path) =>
        path.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries).Reverse();
}
