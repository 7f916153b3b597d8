namespace Microsoft.ML.SppNet.Tool;

/// <summary>Whether files can be made in a folder, asked before the work begins.</summary>
internal static class WritableFolder
{
    /// <summary>Why no file can be made in a folder, a clause; null if one can. The folder need not exist as long as it can be
    /// made.</summary>
    internal static string? Problem(string folder)
    {
        string? existing = Path.GetFullPath(folder);
        while (!Directory.Exists(existing))
        {
            if (File.Exists(existing))
                return $"'{existing}' is a file, not a folder";
            existing = Path.GetDirectoryName(existing);
            if (existing is null)
                return $"'{folder}' leads nowhere";
        }

        string probe = Path.Combine(existing, $".{Path.GetRandomFileName()}.tmp");
        try
        {
            using var file = new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"no file can be made in '{existing}'";
        }
    }
}
