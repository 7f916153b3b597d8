namespace Microsoft.ML.SppNet.Weights;

/// <summary>Gives a tensor's values in row-major order; the memory must stay valid until the writer asks for the next tensor.</summary>
public delegate ReadOnlySpan<float> TensorValues();

/// <summary>A tensor to be written to a safetensors file.</summary>
/// <param name="Name">Its name; unique in the file.</param>
/// <param name="DType">F32, F16 or BF16; values are rounded to the nearest, ties to even.</param>
/// <param name="Shape">Its dimensions, outermost first.</param>
/// <param name="Values">Called once, when its turn comes, so that not all tensors need to be in memory.</param>
public sealed record TensorSource(string Name, SafetensorsDType DType, IReadOnlyList<long> Shape, TensorValues Values);
