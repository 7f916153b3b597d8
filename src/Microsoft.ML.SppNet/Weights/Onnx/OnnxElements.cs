using System.Runtime.InteropServices;

namespace Microsoft.ML.SppNet.Weights;

/// <summary>Elements that a TensorProto keeps in its typed fields rather than as raw bytes.</summary>
internal static class OnnxElements
{
    /// <summary>Adds a repeated field's float32 numbers, packed or not.</summary>
    internal static void AddSingles(List<float> singles, ProtobufSource source, ProtobufReader reader, int most)
    {
        ProtobufRange range = reader.IsRange ? reader.Range : default;
        if (range.Length % sizeof(float) != 0 || singles.Count + range.Length / sizeof(float) >= most)
            throw source.Refused($"a list of numbers at byte {range.Start} has {range.Length} bytes");
        if (reader.IsRange)
            singles.AddRange(MemoryMarshal.Cast<byte, float>(source.File.Slice(range.Start, (int)range.Length)));
        else
            singles.Add(reader.Single);
    }

    /// <summary>The elements in the form of raw bytes.</summary>
    internal static byte[] Bytes(ProtobufSource source, OnnxTensor tensor, SafetensorsDType type)
    {
        byte[] bytes = new byte[tensor.Count * (type.Bits() / 8)];
        int filled = 0;
        var reader = new ProtobufReader(source, tensor.Message);
        while (reader.Next())
        {
            if (reader.Field != FieldOf(type))
                continue;
            if (type is SafetensorsDType.F32 or SafetensorsDType.F64)
                Copy(reader);
            else
                AddWhole(reader);
        }

        if (filled != bytes.Length)
            throw WrongSize();
        return bytes;

        void Copy(ProtobufReader field)
        {
            if (field.IsRange && field.Range.Length > bytes.Length - filled)
                throw WrongSize();
            if (field.IsRange)
                Fill(source.File.Slice(field.Range.Start, (int)field.Range.Length));
            else if (type == SafetensorsDType.F32)
                Fill(BitConverter.GetBytes(field.Single));
            else
                Fill(BitConverter.GetBytes(field.Double));
        }

        void AddWhole(ProtobufReader field)
        {
            if (!field.IsRange)
                Fill(BitConverter.GetBytes(field.Number).AsSpan(0, type.Bits() / 8));
            ProtobufReader packed = field.IsRange ? field.Inner : default;
            while (field.IsRange && packed.NextPacked(out long number))
                Fill(BitConverter.GetBytes(number).AsSpan(0, type.Bits() / 8));
        }

        void Fill(ReadOnlySpan<byte> element)
        {
            if (element.Length > bytes.Length - filled)
                throw WrongSize();
            element.CopyTo(bytes.AsSpan(filled));
            filled += element.Length;
        }

        InvalidDataException WrongSize() => source.Refused(
            $"tensor '{tensor.Name}' ({tensor.TypeName} {ErrorText.Shape(tensor.Shape)}) has more or fewer elements than its shape says");
    }

    /// <summary>Half precision is kept as the bits of whole numbers.</summary>
    private static int FieldOf(SafetensorsDType type) =>
        type switch { SafetensorsDType.F32 => 4, SafetensorsDType.F64 => 10, SafetensorsDType.I64 => 7, _ => 5 };
}
