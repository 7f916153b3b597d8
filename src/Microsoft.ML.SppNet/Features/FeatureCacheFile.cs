using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Microsoft.ML.SppNet.Features;

/// <summary>
/// An append-only file of feature vectors keyed by image content. Each record carries its own checksum: whatever ended a run, a damaged
/// one is noticed and left out, and an incomplete last one is cut off, when the file is opened again. A disk that is full ends the keeping,
/// not the run.
/// </summary>
/// <remarks>Layout, little-endian: magic, key (32 bytes), floats per record (4 bytes), then records of image hash (32), floats, checksum
/// (8).</remarks>
internal sealed class FeatureCacheFile : IDisposable
{
    internal const int HashBytes = 32;
    private const int ChecksumBytes = 8;

    private readonly Stream _file;
    private readonly string _path;
    private readonly byte[] _record;
    private readonly int _length;
    private readonly Action<string> _warn;
    private bool _broken;

    /// <param name="file">The open file; disposed with this.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <param name="length">Floats per image.</param>
    /// <param name="warn">Receives a sentence where a damaged rest is cut off, and where nothing more can be written.</param>
    internal FeatureCacheFile(Stream file, string path, int length, Action<string> warn)
    {
        (_file, _path, _length, _warn) = (file, path, length, warn);
        _record = new byte[HashBytes + length * sizeof(float) + ChecksumBytes];
    }

    private static ReadOnlySpan<byte> Magic => "SPPCACHE"u8;

    /// <summary>Opens or makes the file for a key and reads its records.</summary>
    /// <param name="folder">The cache's folder; made where it is missing.</param>
    /// <param name="key">What the features depend on besides the image.</param>
    /// <param name="length">Floats per image.</param>
    /// <param name="found">Receives the hash and the vector of each whole record, valid during the call.</param>
    /// <param name="warn">Receives a sentence where a damaged rest is cut off, and where nothing more can be written.</param>
    /// <exception cref="IOException">Another process has it open, or it cannot be opened.</exception>
    internal static FeatureCacheFile Open(string folder, ReadOnlySpan<byte> key, int length, FoundRecord found, Action<string> warn)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, Convert.ToHexStringLower(key[..16]) + ".features");
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1 << 20);
        }
        catch (IOException exception) when (File.Exists(path))
        {
            throw new IOException(
                $"The feature cache '{path}' cannot be opened: another process may be using it; wait for it, or name another cache "
                    + $"folder. ({exception.Message})", exception);
        }

        try
        {
            var cache = new FeatureCacheFile(file, path, length, warn);
            cache.Recover(key, found);
            return cache;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    internal delegate void FoundRecord(ReadOnlySpan<byte> hash, ReadOnlySpan<float> vector);

    /// <summary>Appends a record; it is on its way to the disk when the call returns, and lost only if the machine itself stops.</summary>
    internal void Append(ReadOnlySpan<byte> hash, ReadOnlySpan<float> vector)
    {
        hash.CopyTo(_record);
        MemoryMarshal.AsBytes(vector).CopyTo(_record.AsSpan(HashBytes));
        Checksum(_record, _record.AsSpan(_record.Length - ChecksumBytes));
        Write(_record);
    }

    public void Dispose()
    {
        try
        {
            _file.Dispose();
        }
        catch (IOException) when (_broken)
        {
            // What it could not write before, which has been told.
        }
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (_broken)
            return;
        try
        {
            _file.Write(bytes);
            _file.Flush();
        }
        catch (IOException exception)
        {
            _broken = true;
            _warn($"The feature cache '{_path}' cannot be written any more: features are not kept from here on. ({exception.Message})");
        }
    }

    private void Recover(ReadOnlySpan<byte> key, FoundRecord found)
    {
        Span<byte> expected = [.. Magic, .. key, .. BitConverter.GetBytes(_length)];
        byte[] header = new byte[expected.Length];
        int have = _file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (!expected.SequenceEqual(header))
        {
            if (have > 0)
                _warn($"The feature cache '{_path}' is not of this kind or is damaged: it is made anew.");
            _file.SetLength(0);
            _file.Position = 0;
            Write(expected);
            return;
        }

        long whole = _file.Position, damaged = 0;
        Span<byte> checksum = stackalloc byte[ChecksumBytes];
        while (_file.ReadAtLeast(_record, _record.Length, throwOnEndOfStream: false) == _record.Length)
        {
            whole += _record.Length;
            Checksum(_record, checksum);
            if (checksum.SequenceEqual(_record.AsSpan(_record.Length - ChecksumBytes)))
                found(_record.AsSpan(0, HashBytes), MemoryMarshal.Cast<byte, float>(_record.AsSpan(HashBytes, _length * sizeof(float))));
            else
                damaged++;
        }

        // Records are of one length: those after a damaged one are as good as before. Only an incomplete last one is cut off.
        damaged += whole != _file.Length ? 1 : 0;
        if (damaged > 0)
            _warn($"The feature cache '{_path}' has {damaged} damaged of "
                + $"{(_file.Length - expected.Length + _record.Length - 1) / _record.Length} images: they are computed again.");
        _file.SetLength(whole);
        _file.Position = whole;
    }

    private static void Checksum(ReadOnlySpan<byte> record, Span<byte> destination)
    {
        Span<byte> hash = stackalloc byte[HashBytes];
        SHA256.HashData(record[..^ChecksumBytes], hash);
        hash[..ChecksumBytes].CopyTo(destination);
    }
}
