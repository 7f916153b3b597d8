namespace Microsoft.ML.SppNet.Weights;

/// <summary>What a safetensors header says of one tensor.</summary>
/// <param name="Name">The tensor's name, for example <c>conv1.weight</c>.</param>
/// <param name="DType">The element type in the file.</param>
/// <param name="Shape">Its dimensions, outermost first; empty for a single number.</param>
/// <param name="ElementCount">The product of <paramref name="Shape"/>.</param>
/// <param name="Offset">Where its elements begin, in bytes from the end of the header.</param>
/// <param name="ByteLength">The length of its elements in bytes.</param>
public sealed record SafetensorsTensor(
    string Name, SafetensorsDType DType, IReadOnlyList<long> Shape, long ElementCount, long Offset, long ByteLength);
