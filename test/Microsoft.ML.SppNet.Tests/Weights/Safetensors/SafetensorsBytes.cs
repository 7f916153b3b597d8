using System.Buffers.Binary;
using System.Text;
using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Files assembled by hand, so that they can be wrong on purpose.</summary>
internal static class SafetensorsBytes
{
    internal static byte[] File(string header, params byte[] data) => File(Encoding.UTF8.GetBytes(header), data);

    internal static byte[] File(byte[] header, byte[] data)
    {
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        return [.. length, .. header, .. data];
    }

    /// <summary>One tensor "a" of the given type that fills all of the data.</summary>
    internal static byte[] One(string dtype, byte[] data, params int[] shape) =>
        File($$"""{"a":{"dtype":"{{dtype}}","shape":[{{string.Join(",", shape)}}],"data_offsets":[0,{{data.Length}}]} }""", data);

    internal static byte[] Write(IReadOnlyDictionary<string, string> metadata, params TensorSource[] tensors)
    {
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, metadata, tensors);
        return stream.ToArray();
    }

    internal static SafetensorsFile Read(byte[] bytes) => SafetensorsFile.Read(new MemoryStream(bytes), "x");

    internal static float[] Values(this SafetensorsFile file, string name)
    {
        float[] values = new float[file.Tensors[name].ElementCount];
        file.CopyTo(name, values);
        return values;
    }
}
