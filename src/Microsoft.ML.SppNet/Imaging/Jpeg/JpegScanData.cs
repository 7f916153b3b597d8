using System.Buffers;

namespace Microsoft.ML.SppNet.Imaging;

/// <summary>
/// The compressed data of a JPEG's scans, a stretch between two markers at a time, freed of the zeros stuffed behind 0xFF. Dispose once.
/// </summary>
internal sealed class JpegScanData(int fileLength) : IDisposable
{
    private readonly byte[] _bytes = ArrayPool<byte>.Shared.Rent(fileLength + JpegBits.Margin);

    /// <summary>Reads the data up to the next marker.</summary>
    /// <param name="file">The file.</param>
    /// <param name="position">Where the data begin; afterwards the marker's 0xFF, or the file's end.</param>
    internal JpegBits Read(ReadOnlySpan<byte> file, ref int position)
    {
        int length = 0;
        while (true)
        {
            ReadOnlySpan<byte> rest = file[position..];
            int plain = rest.IndexOf(JpegMarkers.Prefix);
            rest[..(plain < 0 ? rest.Length : plain)].CopyTo(_bytes.AsSpan(length));
            length += plain < 0 ? rest.Length : plain;
            int next = plain < 0 ? -1 : rest[plain..].IndexOfAnyExcept(JpegMarkers.Prefix);
            position = next < 0 ? file.Length : position + plain + next - 1;
            if (next < 0 || rest[plain + next] != 0)
                break;
            _bytes[length++] = JpegMarkers.Prefix;
            position += 2;
        }

        _bytes.AsSpan(length, JpegBits.Margin).Clear();
        return new JpegBits(_bytes, length);
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_bytes);
}
