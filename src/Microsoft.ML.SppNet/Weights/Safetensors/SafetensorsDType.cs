namespace Microsoft.ML.SppNet.Weights;

/// <summary>The element types of the safetensors format, under the names that its headers use.</summary>
public enum SafetensorsDType
{
    /// <summary>Boolean, one byte each.</summary>
    BOOL,

    /// <summary>4-bit floating point, two to a byte.</summary>
    F4,

    /// <summary>6-bit floating point, 2 exponent and 3 mantissa bits.</summary>
    F6_E2M3,

    /// <summary>6-bit floating point, 3 exponent and 2 mantissa bits.</summary>
    F6_E3M2,

    /// <summary>8-bit unsigned integer.</summary>
    U8,

    /// <summary>8-bit signed integer.</summary>
    I8,

    /// <summary>8-bit floating point, 5 exponent and 2 mantissa bits.</summary>
    F8_E5M2,

    /// <summary>8-bit floating point, 4 exponent and 3 mantissa bits.</summary>
    F8_E4M3,

    /// <summary>8-bit scale, 8 exponent bits.</summary>
    F8_E8M0,

    /// <summary>16-bit signed integer.</summary>
    I16,

    /// <summary>16-bit unsigned integer.</summary>
    U16,

    /// <summary>IEEE 754 half precision.</summary>
    F16,

    /// <summary>bfloat16: the upper half of a single-precision number.</summary>
    BF16,

    /// <summary>32-bit signed integer.</summary>
    I32,

    /// <summary>32-bit unsigned integer.</summary>
    U32,

    /// <summary>IEEE 754 single precision.</summary>
    F32,

    /// <summary>Complex number of two single-precision parts.</summary>
    C64,

    /// <summary>IEEE 754 double precision.</summary>
    F64,

    /// <summary>64-bit signed integer.</summary>
    I64,

    /// <summary>64-bit unsigned integer.</summary>
    U64,
}
