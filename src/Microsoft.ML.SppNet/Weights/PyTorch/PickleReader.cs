using System.Buffers.Binary;
using System.Text;

namespace Microsoft.ML.SppNet.Weights;

/// <summary>
/// A pickle machine that knows the opcodes which dictionaries of tensors are written with, and no others (Python's pickletools describes
/// them). A pickle is a program: this one can only put together text, numbers, containers and tensors, in as many operations as real files
/// need; whatever else it asks for is refused by name.
/// </summary>
internal ref struct PickleReader
{
    /// <summary>A checkpoint of a large network with its optimizer takes about 80,000.</summary>
    private const int MaxOperations = 500_000;

    private readonly string _file;
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly PyTorchRebuild _rebuild;
    private readonly List<object?> _stack = [];
    private readonly List<int> _marks = [];
    private readonly Dictionary<uint, object?> _memo = [];

    private PickleReader(string file, ReadOnlySpan<byte> bytes, PyTorchRebuild rebuild)
    {
        _file = file;
        _bytes = bytes;
        _rebuild = rebuild;
    }

    private int _at;

    /// <summary>Reads one pickle.</summary>
    /// <param name="file">The file's name, for errors.</param>
    /// <param name="bytes">Bytes that begin with the pickle.</param>
    /// <param name="rebuild">Makes tensors and storages.</param>
    /// <param name="length">Bytes of the pickle.</param>
    /// <exception cref="InvalidDataException">The pickle is damaged, or asks for something that tensors do not need.</exception>
    internal static object? Read(string file, ReadOnlySpan<byte> bytes, PyTorchRebuild rebuild, out int length)
    {
        var reader = new PickleReader(file, bytes, rebuild);
        object? result = reader.Run();
        length = reader._at;
        return result;
    }

    private object? Run()
    {
        for (int operations = 0; operations < MaxOperations; operations++)
        {
            if (_at >= _bytes.Length)
                throw Refused("its pickle is cut short");
            byte opcode = _bytes[_at++];
            if (opcode == (byte)'.')
                return Pop();
            if (!Values(opcode) && !Containers(opcode) && !Objects(opcode))
                throw Refused(
                    $"its pickle has the opcode {OpcodeText(opcode)} at byte {_at - 1}, which no tensor needs; nothing of it was run");
        }
        throw Refused($"its pickle takes more than {MaxOperations} operations, many more than any network's weights");
    }

    private bool Values(byte opcode)
    {
        switch (opcode)
        {
            case 0x80:
                byte protocol = Take(1)[0];
                if (protocol > 5)
                    throw Refused($"its pickle is of protocol {protocol}; known are 0 to 5");
                break;
            case 0x95: // FRAME: a hint for buffering
                Take(8);
                break;
            case (byte)'N': Push(null); break;
            case 0x88: Push(true); break;
            case 0x89: Push(false); break;
            case (byte)'K': Push((long)Take(1)[0]); break;
            case (byte)'M': Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2))); break;
            case (byte)'J': Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4))); break;
            case 0x8A: Push(LongNumber(Take(Take(1)[0]))); break;
            case (byte)'G': Push(BinaryPrimitives.ReadDoubleBigEndian(Take(8))); break;
            case (byte)'X': Push(Text(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)))); break;
            case 0x8C: Push(Text(Take(1)[0])); break;
            case 0x8D: Push(Text(Length64())); break;
            case (byte)'B': Push(Bytes(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)))); break;
            case (byte)'C': Push(Bytes(Take(1)[0])); break;
            case 0x8E: Push(Bytes(Length64())); break;
            default: return false;
        }

        return true;
    }

    private bool Containers(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'(': _marks.Add(_stack.Count); break;
            case (byte)')': Push(new PickleTuple([])); break;
            case (byte)'t': Push(new PickleTuple(PopToMark())); break;
            case 0x85: Push(new PickleTuple(PopMany(1))); break;
            case 0x86: Push(new PickleTuple(PopMany(2))); break;
            case 0x87: Push(new PickleTuple(PopMany(3))); break;
            case (byte)']': Push(new PickleList()); break;
            case (byte)'a': Append(PopMany(1)); break;
            case (byte)'e': Append(PopToMark()); break;
            case (byte)'}': Push(new PickleDictionary()); break;
            case (byte)'s': SetItems(PopMany(2)); break;
            case (byte)'u': SetItems(PopToMark()); break;
            case (byte)'q': _memo[Take(1)[0]] = Peek(); break;
            case (byte)'r': _memo[BinaryPrimitives.ReadUInt32LittleEndian(Take(4))] = Peek(); break;
            case 0x94: _memo[(uint)_memo.Count] = Peek(); break;
            case (byte)'h': Push(Remembered(Take(1)[0])); break;
            case (byte)'j': Push(Remembered(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)))); break;
            default: return false;
        }

        return true;
    }

    private bool Objects(byte opcode)
    {
        switch (opcode)
        {
            case (byte)'c':
                string module = Line();
                Push(Global(module, Line()));
                break;
            case 0x93:
                object?[] names = PopMany(2);
                Push(names is [string first, string second]
                    ? Global(first, second)
                    : throw Refused("its pickle names a class by something that is no text"));
                break;
            case (byte)'R':
                object?[] call = PopMany(2);
                Push(call is [PickleGlobal callee, PickleTuple arguments]
                    ? _rebuild.Call(callee.Name, arguments.Items)
                    : throw Refused("its pickle calls something that is no function"));
                break;
            case (byte)'Q':
                Push(_rebuild.Persistent(Pop()));
                break;
            case (byte)'b':
                // An OrderedDict of PyTorch carries an attribute with version numbers, of which no tensor has need.
                Pop();
                if (Peek() is not PickleDictionary)
                    throw Refused("its pickle gives attributes to something that is no dictionary");
                break;
            default: return false;
        }

        return true;
    }

    private readonly PickleGlobal Global(string module, string name)
    {
        string whole = $"{module}.{name}";
        return PickleGlobals.IsKnown(whole)
            ? new PickleGlobal(whole)
            : throw Refused(
                $"its pickle names '{whole}', which no tensor needs; nothing of it was run. In Python, save the weights alone: "
                    + "torch.save(model.state_dict(), path)");
    }

    private readonly void Append(object?[] items)
    {
        if (Peek() is not PickleList list)
            throw Refused("its pickle appends to something that is no list");
        list.Items.AddRange(items);
    }

    private readonly void SetItems(object?[] items)
    {
        if (Peek() is not PickleDictionary dictionary || items.Length % 2 != 0)
            throw Refused("its pickle sets items of something that is no dictionary");
        for (int index = 0; index < items.Length; index += 2)
            dictionary.Entries.Add((items[index], items[index + 1]));
    }

    private readonly object? Remembered(uint index) => _memo.TryGetValue(index, out object? value)
        ? value
        : throw Refused($"its pickle refers to value {index}, which it never had");

    private readonly void Push(object? value) => _stack.Add(value);

    private readonly object? Peek() => _stack.Count > Floor ? _stack[^1] : throw Refused("its pickle takes more values than it has");

    private readonly object? Pop()
    {
        object? value = Peek();
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private readonly object?[] PopMany(int count)
    {
        if (_stack.Count - count < Floor)
            throw Refused("its pickle takes more values than it has");
        object?[] values = [.. _stack.GetRange(_stack.Count - count, count)];
        _stack.RemoveRange(_stack.Count - count, count);
        return values;
    }

    private readonly object?[] PopToMark()
    {
        if (_marks.Count == 0)
            throw Refused("its pickle refers to a mark that it never set");
        int count = _stack.Count - _marks[^1];
        object?[] values = PopMany(count);
        _marks.RemoveAt(_marks.Count - 1);
        return values;
    }

    /// <summary>Values below the last mark belong to what is still being put together.</summary>
    private readonly int Floor => _marks.Count > 0 ? _marks[^1] : 0;

    private ReadOnlySpan<byte> Take(long length)
    {
        if (length > _bytes.Length - _at)
            throw Refused($"its pickle is cut short: {length} bytes are wanted at byte {_at}, and {_bytes.Length - _at} follow");
        ReadOnlySpan<byte> taken = _bytes.Slice(_at, (int)length);
        _at += (int)length;
        return taken;
    }

    private long Length64()
    {
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
        return length <= int.MaxValue ? (long)length : throw Refused($"its pickle claims a value of {length} bytes");
    }

    private string Text(long length) => Encoding.UTF8.GetString(Take(length));

    private PickleBytes Bytes(long length) => new(Take(length).Length);

    private string Line()
    {
        int length = _bytes[_at..].IndexOf((byte)'\n');
        if (length < 0)
            throw Refused("its pickle is cut short");
        string line = Text(length);
        _at++;
        return line;
    }

    /// <summary>Little-endian two's complement of any length; what exceeds 64 bits is kept as text, since no tensor counts so
    /// far.</summary>
    private static object LongNumber(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > sizeof(long))
            return Convert.ToHexString(bytes);
        long value = bytes.Length > 0 && bytes[^1] >= 0x80 ? -1 : 0;
        for (int index = bytes.Length - 1; index >= 0; index--)
            value = (value << 8) | bytes[index];
        return value;
    }

    private static string OpcodeText(byte opcode) => opcode is > 32 and < 127 ? $"'{(char)opcode}'" : $"0x{opcode:X2}";

    private readonly InvalidDataException Refused(string what) => PickleErrors.Refused(_file, what);
}
