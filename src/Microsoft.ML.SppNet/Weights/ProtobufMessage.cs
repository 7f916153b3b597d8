using System.Buffers.Binary;
using System.Text;

namespace Microsoft.ML.SppNet.Weights;

/// <summary>
/// A message of protobuf's wire format, put together field by field. Its length is known before it is written, so that large content is
/// asked for only when its turn comes and nothing of it is kept.
/// </summary>
internal sealed class ProtobufMessage
{
    private const int Varint = 0, Range = 2, Fixed32 = 5;

    private readonly List<Action<Stream>> _parts = [];

    internal long Length { get; private set; }

    internal void Number(int field, long number) => Add([.. Tag(field, Varint), .. VarintOf((ulong)number)]);

    internal void Single(int field, float number)
    {
        byte[] bytes = new byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, number);
        Add([.. Tag(field, Fixed32), .. bytes]);
    }

    internal void Text(int field, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Bytes(field, bytes.Length, stream => stream.Write(bytes));
    }

    internal void Message(int field, ProtobufMessage message) => Bytes(field, message.Length, message.Write);

    /// <summary>A field of so many bytes, neither more nor fewer of which <paramref name="write"/> gives when the message is
    /// written.</summary>
    internal void Bytes(int field, long length, Action<Stream> write)
    {
        Add([.. Tag(field, Range), .. VarintOf((ulong)length)]);
        _parts.Add(write);
        Length += length;
    }

    internal void Write(Stream stream)
    {
        foreach (Action<Stream> write in _parts)
            write(stream);
    }

    private void Add(byte[] bytes)
    {
        _parts.Add(stream => stream.Write(bytes));
        Length += bytes.Length;
    }

    private static byte[] Tag(int field, int wire) => VarintOf((ulong)(field << 3 | wire));

    private static byte[] VarintOf(ulong number)
    {
        var bytes = new List<byte>();
        for (; number >= 0x80; number >>= 7)
            bytes.Add((byte)(number | 0x80));
        return [.. bytes, (byte)number];
    }
}
