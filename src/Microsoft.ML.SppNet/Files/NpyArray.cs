namespace Microsoft.ML.SppNet.Files;

/// <summary>An array as it was read from a <c>.npy</c> file.</summary>
/// <param name="Shape">Its dimensions, outermost first; empty for a single number.</param>
/// <param name="Values">Its elements in row-major order.</param>
internal sealed record NpyArray(int[] Shape, float[] Values);
