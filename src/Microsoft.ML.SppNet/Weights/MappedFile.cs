using System.IO.MemoryMappedFiles;
using Microsoft.ML.SppNet.Files;

namespace Microsoft.ML.SppNet.Weights;

/// <summary>A whole file as memory that the system reads when it is looked at. Every access is held against the file's length.</summary>
/// <remarks>Looking at it after <see cref="Dispose"/> is an error of the caller; the file must not be shortened meanwhile.</remarks>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly MemoryMappedViewAccessor _view;
    private byte* _start;

    private MappedFile(string name, long length, MemoryMappedViewAccessor view)
    {
        Name = name;
        Length = length;
        _view = view;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
    }

    internal string Name { get; }

    internal long Length { get; }

    /// <summary>The first bytes, as many as tell one format from another.</summary>
    internal ReadOnlySpan<byte> Beginning => Slice(0, (int)Math.Min(Length, FileLooksLike.BytesNeeded));

    /// <exception cref="InvalidDataException">The file is empty.</exception>
    /// <exception cref="IOException">The file cannot be read, or is none.</exception>
    internal static MappedFile Open(string path)
    {
        using FileStream stream = OrdinaryFile.Open(path, bufferSize: 0);
        if (stream.Length == 0)
            throw new InvalidDataException($"'{path}' is empty: it holds no weights.");
        long length = stream.Length;
        using var map =
            MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        return new MappedFile(path, length, map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read));
    }

    /// <summary>Bytes of the file; whoever asks has held the range against <see cref="Length"/>, and is refused where not.</summary>
    internal ReadOnlySpan<byte> Slice(long offset, int length) => new(At(offset, length), length);

    /// <summary>Where a range of the file lies in memory.</summary>
    internal byte* At(long offset, long length)
    {
        ObjectDisposedException.ThrowIf(_start is null, this);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - length);
        return _start + offset;
    }

    public void Dispose()
    {
        if (_start is null)
            return;
        _start = null;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
    }
}
