using Microsoft.ML.SppNet.Detection;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>A way to find boxes.</summary>
internal enum ProposalMethod
{
    SelectiveSearch,
    SelectiveSearchQuality,
    EdgeBoxes,
}

/// <summary>The words for the ways to find boxes.</summary>
internal static class ProposalMethods
{
    internal static readonly (string Word, ProposalMethod Value)[] Words =
    [
        ("selective-search", ProposalMethod.SelectiveSearch),
        ("selective-search-quality", ProposalMethod.SelectiveSearchQuality),
        ("edge-boxes", ProposalMethod.EdgeBoxes),
    ];
}

/// <summary>How boxes are found; null where a setting was not given.</summary>
internal sealed record ProposalChoice(ProposalMethod Method, int? MaximumBoxes, int? MinimumSide, int? Seed)
{
    /// <summary>More than the fast mode's limit, because the method is there to give more.</summary>
    private const int QualityBoxes = 10_000;

    /// <exception cref="ToolException">A setting does not go with the method.</exception>
    internal IProposalMethod Open(int? threads)
    {
        if (Method == ProposalMethod.EdgeBoxes)
        {
            if (Seed is not null)
                throw ToolException.Usage("--seed is for selective-search: edge-boxes has nothing random.");
            var defaults = new EdgeBoxesOptions();
            return new EdgeBoxes(new EdgeBoxesOptions
            {
                MaximumBoxes = MaximumBoxes ?? defaults.MaximumBoxes,
                MinimumSide = MinimumSide ?? defaults.MinimumSide,
                NumberOfThreads = threads,
            });
        }

        bool quality = Method == ProposalMethod.SelectiveSearchQuality;
        var fast = new SelectiveSearchOptions();
        return new SelectiveSearch(new SelectiveSearchOptions
        {
            Mode = quality ? SelectiveSearchMode.Quality : SelectiveSearchMode.Fast,
            MaximumBoxes = MaximumBoxes ?? (quality ? QualityBoxes : fast.MaximumBoxes),
            MinimumSide = MinimumSide ?? fast.MinimumSide,
            Seed = Seed ?? fast.Seed,
            NumberOfThreads = threads,
        });
    }
}
