using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Microsoft.ML.SppNet.Files;

/// <summary>
/// Writes a float32 matrix in NumPy's <c>.npy</c> format, version 1.0, row by row: the number of rows need not be known
/// beforehand.
/// </summary>
/// <remarks>The format: numpy.org/doc/stable/reference/generated/numpy.lib.format.html.</remarks>
public sealed class NpyWriter
{
    // A multiple of 64, as the format wants it, with room for a row count of any length.
    private const int HeaderLength = 128;

    private readonly Stream _stream;
    private readonly long _start;
    private readonly int _columns;

    /// <summary>Begins a matrix at the stream's position.</summary>
    /// <param name="stream">A seekable stream; it is not closed.</param>
    /// <param name="columns">Numbers per row.</param>
    public NpyWriter(Stream stream, int columns)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        _stream = stream;
        _start = stream.Position;
        _columns = columns;
        WriteHeader();
    }

    /// <summary>Rows written so far.</summary>
    public long Rows { get; private set; }

    /// <summary>Appends a row.</summary>
    /// <param name="row">Its values.</param>
    /// <exception cref="ArgumentException">The row has another number of values than there are columns.</exception>
    public void WriteRow(ReadOnlySpan<float> row)
    {
        if (row.Length != _columns)
            throw new ArgumentException($"The row has {row.Length} values, expected {_columns}.", nameof(row));
        _stream.Write(MemoryMarshal.AsBytes(row));
        Rows++;
    }

    /// <summary>Writes the number of rows into the header; call once, after the last row.</summary>
    public void Complete()
    {
        long end = _stream.Position;
        _stream.Position = _start;
        WriteHeader();
        _stream.Position = end;
    }

    /// <summary>Writes a whole array of any shape as a file, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="shape">Its dimensions, outermost first.</param>
    /// <param name="values">Its elements in row-major order.</param>
    /// <exception cref="IOException">The file cannot be written; the message names it and says why.</exception>
    internal static void WriteFile(string path, IReadOnlyList<int> shape, float[] values) => AtomicFile.Write(path, stream =>
    {
        WriteHeader(stream, string.Join(", ", shape) + (shape.Count == 1 ? "," : ""));
        stream.Write(MemoryMarshal.AsBytes<float>(values));
    });

    private void WriteHeader() => WriteHeader(_stream, string.Create(CultureInfo.InvariantCulture, $"{Rows}, {_columns}"));

    private static void WriteHeader(Stream stream, string shape)
    {
        const int Prefix = 10;
        string text = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({shape}), }}";
        byte[] header = new byte[HeaderLength];
        NpyReader.Magic.CopyTo(header);
        header[6] = 1;
        header[8] = HeaderLength - Prefix;
        Encoding.ASCII.GetBytes(text.PadRight(HeaderLength - Prefix - 1), header.AsSpan(Prefix));
        header[^1] = (byte)'\n';
        stream.Write(header);
    }
}
