namespace Microsoft.ML.SppNet.Imaging;

/// <summary>
/// The part of a row (or column) of decoded pixels that the photograph covers, in decoded pixels. It is the whole row, but for JPEGs
/// decoded
/// at reduced scale: 501 pixels halved are 251 decoded ones, of which the photograph covers 250.5.
/// </summary>
internal readonly record struct Extent(double Start, double Length);
