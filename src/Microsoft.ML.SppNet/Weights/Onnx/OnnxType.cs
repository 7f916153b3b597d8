namespace Microsoft.ML.SppNet.Weights;

/// <summary>Element types of ONNX tensors, by the format's numbers.</summary>
internal enum OnnxType
{
    Undefined = 0,
    Float = 1,
    UInt8 = 2,
    Int8 = 3,
    UInt16 = 4,
    Int16 = 5,
    Int32 = 6,
    Int64 = 7,
    Text = 8,
    Bool = 9,
    Float16 = 10,
    Double = 11,
    UInt32 = 12,
    UInt64 = 13,
    BFloat16 = 16,
}

/// <summary>What is known of <see cref="OnnxType"/>.</summary>
internal static class OnnxTypes
{
    /// <summary>The same type in safetensors' words, for weights and whole numbers; null for types that nothing here reads.</summary>
    internal static SafetensorsDType? AsSafetensors(this OnnxType type) => type switch
    {
        OnnxType.Float => SafetensorsDType.F32,
        OnnxType.Double => SafetensorsDType.F64,
        OnnxType.Float16 => SafetensorsDType.F16,
        OnnxType.BFloat16 => SafetensorsDType.BF16,
        OnnxType.Int32 => SafetensorsDType.I32,
        OnnxType.Int64 => SafetensorsDType.I64,
        _ => null,
    };

    internal static bool IsWeight(this OnnxType type) => type.AsSafetensors() is { } known && known.IsWeight();
}
