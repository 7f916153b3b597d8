namespace Microsoft.ML.SppNet;

/// <summary>How far a download is.</summary>
/// <param name="Done">Bytes that are there, those of an earlier attempt included.</param>
/// <param name="Total">Bytes of the file; null where the server does not say.</param>
public readonly record struct CatalogProgress(long Done, long? Total);
