using System.Buffers.Binary;
using System.Text;

namespace Microsoft.ML.SppNet.Weights;

/// <summary>A file of protobuf's wire format, and how many fields of it may be looked at: small fields become larger objects.</summary>
internal sealed class ProtobufSource(MappedFile file, string format, int mostFields)
{
    private int _fields;

    internal MappedFile File => file;

    internal ProtobufReader Message => new(this, new ProtobufRange(0, file.Length));

    internal InvalidDataException Refused(string what) => new($"'{file.Name}' cannot be read as {format}: {what}.");

    internal void CountField()
    {
        if (++_fields > mostFields)
            throw Refused($"it has more than {mostFields} fields, many more than any network's");
    }
}

/// <summary>Bytes of a file.</summary>
internal readonly record struct ProtobufRange(long Start, long Length);

/// <summary>Reads one message field by field. Every length is held against the message's end, nothing is copied, and a message inside is
/// read by a reader of its own: no depth of nesting is followed.</summary>
internal struct ProtobufReader(ProtobufSource source, ProtobufRange message)
{
    private const int LongestName = 1 << 16, LongestText = 1 << 22;

    private long _position = message.Start;
    private readonly long _end = message.Start + message.Length;
    private int _wire;
    private ulong _number;
    private ProtobufRange _range;

    /// <summary>The field's number.</summary>
    internal int Field { get; private set; }

    /// <summary>Whether the field is a range of bytes: a message, a text or packed numbers.</summary>
    internal readonly bool IsRange => _wire == 2;

    internal readonly long Number => _wire == 0 ? (long)_number : throw WrongKind();

    internal readonly float Single => _wire == 5 ? BitConverter.UInt32BitsToSingle((uint)_number) : throw WrongKind();

    internal readonly double Double => _wire == 1 ? BitConverter.UInt64BitsToDouble(_number) : throw WrongKind();

    internal readonly ProtobufRange Range => IsRange ? _range : throw WrongKind();

    internal readonly ProtobufReader Inner => new(source, Range);

    /// <summary>A name, or another short text.</summary>
    internal readonly string Text => TextOf(LongestName);

    /// <summary>A text that may be long.</summary>
    internal readonly string LongText => TextOf(LongestText);

    private readonly string TextOf(int longest) => Range.Length <= longest
        ? Encoding.UTF8.GetString(source.File.Slice(_range.Start, (int)_range.Length))
        : throw source.Refused($"a name at byte {_range.Start} has {_range.Length} bytes");

    /// <summary>Goes to the next field and reads its value; false at the message's end.</summary>
    internal bool Next()
    {
        if (_position >= _end)
            return false;
        source.CountField();
        ulong tag = Varint();
        (Field, _wire) = ((int)(tag >> 3), (int)(tag & 7));
        if (tag > uint.MaxValue || Field == 0)
            throw source.Refused($"at byte {_position} there is no field");
        switch (_wire)
        {
            case 0:
                _number = Varint();
                break;
            case 1:
                _number = BinaryPrimitives.ReadUInt64LittleEndian(source.File.Slice(Take(sizeof(ulong)), sizeof(ulong)));
                break;
            case 2:
                ulong length = Varint();
                _range = new ProtobufRange(Take(length), (long)length);
                break;
            case 5:
                _number = BinaryPrimitives.ReadUInt32LittleEndian(source.File.Slice(Take(sizeof(uint)), sizeof(uint)));
                break;
            default:
                throw source.Refused($"the field before byte {_position} is of no kind that there is");
        }

        return true;
    }

    /// <summary>The next number of a range of packed numbers; false at its end.</summary>
    internal bool NextPacked(out long number)
    {
        number = 0;
        if (_position >= _end)
            return false;
        number = (long)Varint();
        return true;
    }

    private long Take(ulong length)
    {
        if (length > (ulong)(_end - _position))
            throw source.Refused($"{length} bytes are wanted at byte {_position}, and {_end - _position} follow");
        long start = _position;
        _position += (long)length;
        return start;
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte part = source.File.Slice(Take(1), 1)[0];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }

        throw source.Refused($"the number before byte {_position} is too long");
    }

    private readonly InvalidDataException WrongKind() =>
        source.Refused($"field {Field} before byte {_position} is of another kind than it should be");
}
