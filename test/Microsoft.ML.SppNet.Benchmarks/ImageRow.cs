namespace Microsoft.ML.SppNet.Benchmarks;

/// <summary>A row of the data views here.</summary>
internal sealed class ImageRow
{
    public string ImagePath { get; init; } = "";
}
