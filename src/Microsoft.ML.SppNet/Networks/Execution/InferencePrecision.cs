namespace Microsoft.ML.SppNet;

/// <summary>The number format of a trunk's arithmetic. Pooling and results are float32 either way.</summary>
public enum InferencePrecision
{
#pragma warning disable CA1720 // The format is called so in this field and in libtorch.
    /// <summary>IEEE single precision.</summary>
    Float32,
#pragma warning restore CA1720

    /// <summary>bfloat16 weights and activations, about half the time where the hardware has instructions for it. Elsewhere features are
    /// computed in float32 instead; <see cref="SppNetwork.Forward"/> emulates it, slowly.</summary>
    BFloat16,

    /// <summary>float32 whose products are rounded to 10 bits of mantissa (TF32) on GPUs; float32 elsewhere.</summary>
    TensorFloat32,
}
