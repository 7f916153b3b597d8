namespace Microsoft.ML.SppNet.Weights;

/// <summary>An entry of a zip archive.</summary>
/// <param name="Name">Its name, with '/' between folders.</param>
/// <param name="DataOffset">Where its bytes begin in the file.</param>
/// <param name="StoredLength">How many bytes it takes in the file.</param>
/// <param name="Length">How many bytes it has when unpacked.</param>
/// <param name="Deflated">Whether its bytes are compressed.</param>
internal sealed record ZipEntry(string Name, long DataOffset, long StoredLength, long Length, bool Deflated);
