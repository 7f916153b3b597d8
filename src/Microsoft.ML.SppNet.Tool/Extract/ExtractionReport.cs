namespace Microsoft.ML.SppNet.Tool;

/// <summary>What <c>extract --json</c> tells; the names are a contract with scripts.</summary>
/// <param name="Images">Rows written.</param>
/// <param name="Dimensions">Length of each.</param>
/// <param name="Seconds">From the first image read to the last row written.</param>
/// <param name="NetworkSeconds">Of these, in the network and its pooling.</param>
internal sealed record ExtractionReport(int Images, int Dimensions, double Seconds, double NetworkSeconds)
{
    /// <summary>Rows per second of the whole.</summary>
    public double ImagesPerSecond => Seconds > 0 ? Images / Seconds : 0;

    /// <summary>The most memory that the process has held.</summary>
    public required long PeakWorkingSetBytes { get; init; }

    /// <summary>Images left out because they could not be read.</summary>
    public required int Skipped { get; init; }

    /// <summary><c>cpu</c> or <c>cuda:0</c>.</summary>
    public required string Device { get; init; }

    /// <summary><c>float32</c>, <c>tf32</c> or <c>bfloat16</c>.</summary>
    public required string Precision { get; init; }
}
