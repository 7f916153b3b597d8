namespace Microsoft.ML.SppNet.Imaging;

/// <summary>Paths of image files as people and other systems write them.</summary>
internal static class ImagePath
{
    /// <summary>Joins a folder and a path; backslashes count as separators everywhere, where no file has them in its name.</summary>
    internal static string Resolve(string? folder, string path)
    {
        if (path.Length == 0)
            return path;
        string joined = string.IsNullOrEmpty(folder) ? path : Path.Combine(folder, path);
        if (Path.DirectorySeparatorChar == '\\' || !path.Contains('\\') || File.Exists(joined))
            return joined;
        string slashed = path.Replace('\\', '/');
        return string.IsNullOrEmpty(folder) ? slashed : Path.Combine(folder, slashed);
    }
}
