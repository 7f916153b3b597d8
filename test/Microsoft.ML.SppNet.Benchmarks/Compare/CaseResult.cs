namespace Microsoft.ML.SppNet.Benchmarks;

/// <summary>What one case gave.</summary>
/// <param name="Architecture">The network.</param>
/// <param name="Name">Size and batch.</param>
/// <param name="Times">Per candidate, milliseconds per image.</param>
/// <param name="Difference">The largest relative difference of a candidate's maps from those of the plain modules.</param>
internal sealed record CaseResult(string Architecture, string Name, IReadOnlyDictionary<string, Times> Times, double Difference)
{
    /// <summary>How many times as fast as a rival the library is, by medians.</summary>
    internal double Ratio(string rival) => Times[rival].Median / Times[Candidates.Product].Median;
}
