namespace Microsoft.ML.SppNet.Files;

/// <summary>Opens files that come from outside.</summary>
internal static class OrdinaryFile
{
    /// <summary>Opens a file to read; the stream can seek and has a length.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="IOException">It is a folder, pipe, socket or device, or cannot be read; the message names it.</exception>
    internal static FileStream Open(string path, int bufferSize = 4096)
    {
        if (Directory.Exists(path))
            throw new IOException($"'{path}' is a folder, and a file is needed.");
        if (!File.Exists(path))
            throw new FileNotFoundException($"'{path}': there is no such file", path);
        if (SpecialFile.Kind(path) is { } kind)
            throw new IOException($"'{path}' is {kind}, and a file is needed: write what it gives to a file first.");
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new UnauthorizedAccessException($"'{path}' cannot be read: access is denied", exception);
        }
    }

    /// <summary>The file's first bytes, for <see cref="FileLooksLike"/>; the stream is back where it was.</summary>
    internal static byte[] Start(Stream stream)
    {
        long position = stream.Position;
        byte[] start = new byte[FileLooksLike.BytesNeeded];
        stream.Position = 0;
        int length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        stream.Position = position;
        return start[..length];
    }
}
