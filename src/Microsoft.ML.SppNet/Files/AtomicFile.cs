using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Microsoft.ML.SppNet.Files;

/// <summary>
/// Writes a file that is either there as a whole or not at all: a temporary file in the same folder takes what is written and is
/// renamed over the target by <see cref="Commit"/>. Whatever ends the writing before that leaves the old file as it was.
/// </summary>
internal sealed partial class AtomicFile : IDisposable
{
    private static readonly ConcurrentDictionary<string, bool> Unfinished = DeletedAtExit();

    private readonly string _path;
    private readonly FileStream _stream;
    private readonly GuardedStream _guarded;
    private bool _committed;

    private AtomicFile(string path, FileStream stream)
    {
        _path = path;
        _stream = stream;
        _guarded = new GuardedStream(stream, error => Failure(path, error));
    }

    /// <summary>Where to write; seekable. <see cref="Commit"/> and <see cref="Dispose"/> close it.</summary>
    internal Stream Stream => _guarded;

    /// <summary>Begins to write a file, in a folder that is made where it is absent.</summary>
    /// <exception cref="IOException">The file cannot be written there; the message names it and says why.</exception>
    internal static AtomicFile Create(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string target = Path.GetFullPath(path);
        return Guard(path, () =>
        {
            if (Directory.Exists(target))
                throw new IOException("it is a folder.");
            if (File.Exists(target) && SpecialFile.Kind(target) is { } kind)
                throw new IOException($"it is {kind}.");
            string folder = Path.GetDirectoryName(target) ?? throw new IOException("it is not a file name.");
            Directory.CreateDirectory(folder);

            // In the same folder, because only there is renaming a single step of the file system.
            string temporary = Path.Combine(folder, $".{Path.GetRandomFileName()}.tmp");
            try
            {
                var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
                Unfinished[stream.Name] = true;
                return new AtomicFile(path, stream);
            }
            catch (UnauthorizedAccessException exception)
            {
                // In words, because the exception's own are about the temporary file, which nobody has heard of.
                throw new IOException($"no file can be made in '{folder}'.", exception);
            }
        });
    }

    /// <summary>Writes a whole file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes the content; its exceptions pass through and leave the old file as it was.</param>
    /// <exception cref="IOException">The file cannot be written there; the message names it and says why.</exception>
    internal static void Write(string path, Action<Stream> write)
    {
        using AtomicFile file = Create(path);
        write(file.Stream);
        file.Commit();
    }

    /// <summary>Makes what was written the file's content, once it is on the disk.</summary>
    /// <exception cref="IOException">The old file cannot be replaced; the message names it and says why.</exception>
    internal void Commit() => Guard(_path, () =>
    {
        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
        File.Move(_stream.Name, Path.GetFullPath(_path), overwrite: true);
        Unfinished.TryRemove(_stream.Name, out _);
        return _committed = true;
    });

    /// <summary>Deletes the temporary file where it was not committed.</summary>
    public void Dispose()
    {
        try
        {
            _stream.Dispose();
        }
        catch (IOException) when (!_committed)
        {
            // What cannot be written any more is not wanted: a full disk has been told already.
        }
        finally
        {
            if (!_committed)
            {
                File.Delete(_stream.Name);
                Unfinished.TryRemove(_stream.Name, out _);
            }
        }
    }

    /// <summary>A process that is ended while threads still write leaves no temporary files.</summary>
    private static ConcurrentDictionary<string, bool> DeletedAtExit()
    {
        var files = new ConcurrentDictionary<string, bool>();
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            foreach (string file in files.Keys)
            {
                try
                {
                    File.Delete(file);
                }
                catch (Exception error) when (error is IOException or UnauthorizedAccessException)
                {
                    // Windows deletes no open file.
                }
            }
        };
        return files;
    }

    private static T Guard<T>(string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Failure(path, error);
        }
    }

    /// <summary>A failure of the temporary file as one of the file that it stands for.</summary>
    internal static IOException Failure(string path, Exception error) => new($"Cannot write '{path}': {Reason(path, error)}", error);

    /// <summary>Why, without the name of the temporary file, which nobody has heard of.</summary>
    private static string Reason(string path, Exception error) => error is UnauthorizedAccessException
        ? $"access to the folder '{Path.GetDirectoryName(Path.GetFullPath(path))}' or the file is denied."
        : TemporaryName().Replace(TemporaryAtEnd().Replace(error.Message, ""), _ => Path.GetFileName(path));

    [GeneratedRegex(@"\.[a-z0-9]{8}\.[a-z0-9]{3}\.tmp")]
    private static partial Regex TemporaryName();

    /// <summary>As in "No space left on device : '/home/me/.abcdefgh.ijk.tmp'".</summary>
    [GeneratedRegex(@" : '[^']*\.[a-z0-9]{8}\.[a-z0-9]{3}\.tmp'$")]
    private static partial Regex TemporaryAtEnd();
}
