using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Microsoft.ML.SppNet.Files;

/// <summary>Reads NumPy's <c>.npy</c> files of little-endian float32 or float64 in C order.</summary>
internal static partial class NpyReader
{
    private const int Chunk = 1 << 13;

    /// <summary>What every file begins with, before the format's version.</summary>
    internal static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads an array; float64 is rounded to float32.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">
    /// The file is no such array; the message names it and says what was expected and found.
    /// </exception>
    internal static NpyArray Read(string path)
    {
        using FileStream stream = OrdinaryFile.Open(path);
        Match header = HeaderPattern().Match(ReadHeader(path, stream));
        if (!header.Success)
            throw Malformed(path, "its header is not the dictionary of descr, fortran_order and shape");
        string type = header.Groups["descr"].Value;
        if (type is not ("<f4" or "<f8"))
            throw Malformed(path, $"its elements are of type '{type}', expected '<f4' or '<f8'");
        if (header.Groups["fortran"].Value == "True")
            throw Malformed(path, "its elements are in Fortran order, expected C order");
        int[] shape = ReadShape(path, header.Groups["shape"].Value);
        int size = type == "<f4" ? sizeof(float) : sizeof(double);
        long count = Count(path, shape, size, stream.Length - stream.Position);
        return new NpyArray(shape, ReadValues(stream, count, size));
    }

    private static string ReadHeader(string path, FileStream stream)
    {
        Span<byte> start = stackalloc byte[12];
        int have = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (have < start.Length || !start.StartsWith(Magic))
            throw Malformed(
                path, FileLooksLike.Kind(OrdinaryFile.Start(stream)) is { } kind and not "a NumPy .npy file"
                    ? $"it looks like {kind}"
                    : "it does not begin with the format's magic string");
        if (start[6] is < 1 or > 3)
            throw Malformed(path, $"its format version is {start[6]}.{start[7]}, expected 1.0, 2.0 or 3.0");
        bool first = start[6] == 1;
        long length = first ? BinaryPrimitives.ReadUInt16LittleEndian(start[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        stream.Position = first ? 10 : 12;
        if (length > ushort.MaxValue || length > stream.Length - stream.Position)
            throw Malformed(
                path, $"its header claims {length} bytes, of which {stream.Length - stream.Position} follow and {ushort.MaxValue} are "
                    + "allowed");
        byte[] header = new byte[length];
        stream.ReadExactly(header);
        return Encoding.Latin1.GetString(header);
    }

    private static int[] ReadShape(string path, string text)
    {
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        int[] shape = new int[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out shape[i]))
                throw Malformed(
                    path, $"its shape ({text}) has the dimension '{parts[i]}', expected whole numbers of at most {int.MaxValue}");
        }
        return shape;
    }

    private static long Count(string path, int[] shape, int size, long bytes)
    {
        // Exact, since a shape from outside may have any product.
        BigInteger count = shape.Aggregate(BigInteger.One, (product, dimension) => product * dimension);
        if (count * size != bytes)
            throw Malformed(path, $"its shape ({string.Join(", ", shape)}) needs {count * size} bytes, of which there are {bytes}");
        return count <= Array.MaxLength
            ? (long)count
            : throw Malformed(path, $"its shape ({string.Join(", ", shape)}) has {count} elements, at most {Array.MaxLength} can be read");
    }

    private static float[] ReadValues(FileStream stream, long count, int size)
    {
        float[] values = new float[count];
        double[] doubles = size == sizeof(double) ? new double[Chunk] : [];
        for (int start = 0; start < values.Length; start += Chunk)
        {
            Span<float> part = values.AsSpan(start, Math.Min(Chunk, values.Length - start));
            if (size == sizeof(float))
            {
                stream.ReadExactly(MemoryMarshal.AsBytes(part));
                continue;
            }
            stream.ReadExactly(MemoryMarshal.AsBytes(doubles.AsSpan(0, part.Length)));
            for (int i = 0; i < part.Length; i++)
                part[i] = (float)doubles[i];
        }
        return values;
    }

    private static InvalidDataException Malformed(string path, string what) =>
        new($"'{path}' is not a .npy file that can be read: {what}.");

    [GeneratedRegex(
        @"^\{'descr': *'(?<descr>[^']*)', *'fortran_order': *(?<fortran>True|False), *'shape': *\((?<shape>[0-9, ]*)\),? *\}\s*$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex HeaderPattern();
}
