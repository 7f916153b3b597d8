namespace Microsoft.ML.SppNet.Weights;

/// <summary>Names and sizes of the safetensors element types.</summary>
internal static class SafetensorsDTypes
{
    private static readonly Dictionary<string, SafetensorsDType> ByName =
        Enum.GetValues<SafetensorsDType>().ToDictionary(type => type.ToString(), StringComparer.Ordinal);

    /// <summary>All names, for errors.</summary>
    internal static string Known { get; } = string.Join(", ", ByName.Keys);

    internal static bool TryParse(string name, out SafetensorsDType type) => ByName.TryGetValue(name, out type);

    /// <summary>Bits per element.</summary>
    internal static int Bits(this SafetensorsDType type) => type switch
    {
        SafetensorsDType.F4 => 4,
        SafetensorsDType.F6_E2M3 or SafetensorsDType.F6_E3M2 => 6,
        SafetensorsDType.BOOL or SafetensorsDType.U8 or SafetensorsDType.I8 => 8,
        SafetensorsDType.F8_E5M2 or SafetensorsDType.F8_E4M3 or SafetensorsDType.F8_E8M0 => 8,
        SafetensorsDType.I16 or SafetensorsDType.U16 or SafetensorsDType.F16 or SafetensorsDType.BF16 => 16,
        SafetensorsDType.I32 or SafetensorsDType.U32 or SafetensorsDType.F32 => 32,
        SafetensorsDType.C64 or SafetensorsDType.F64 or SafetensorsDType.I64 or SafetensorsDType.U64 => 64,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "not a safetensors element type"),
    };

    /// <summary>Whether elements can be read as float32 weights.</summary>
    internal static bool IsWeight(this SafetensorsDType type) =>
        type is SafetensorsDType.F16 or SafetensorsDType.BF16 or SafetensorsDType.F32 or SafetensorsDType.F64;
}
