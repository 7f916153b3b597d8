namespace Microsoft.ML.SppNet.Files;

/// <summary>What a LIBSVM file holds, as dense rows.</summary>
/// <param name="Labels">The class of each row as it stands in the file, a name or a number.</param>
/// <param name="Rows">The features of each row, <paramref name="FeatureCount"/> each.</param>
/// <param name="FeatureCount">The highest index in the file, or what the reader was told.</param>
public sealed record LibSvmData(IReadOnlyList<string> Labels, IReadOnlyList<float[]> Rows, int FeatureCount);
