using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Imaging;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>
/// Selective Search (Uijlings, van de Sande, Gevers, Smeulders: "Selective Search for Object Recognition", IJCV 2013): regions of a
/// segmentation are grouped by similarity until one is left, in several colour spaces, with several similarities; every region on the way
/// gives a box.
/// </summary>
/// <remarks>
/// The same image, seed and options give the same boxes in the same order on every machine and with any number of threads. Of an image of
/// 4000 × 3000 pixels a version of 1000 × 750 is searched (<see cref="SelectiveSearchOptions.LongestSide"/>).
/// </remarks>
public sealed class SelectiveSearch : IProposalMethod
{
    private readonly SelectiveSearchOptions _options;

    /// <summary>A search with the options, or the defaults.</summary>
    /// <exception cref="ArgumentException">An option has a value that it cannot have.</exception>
    public SelectiveSearch(SelectiveSearchOptions? options = null)
    {
        _options = options ?? new SelectiveSearchOptions();
        _options.Validate();
    }

    /// <summary>How it looks for boxes.</summary>
    internal SelectiveSearchOptions Options => _options;

    /// <summary>
    /// The boxes of an image, all different, best first. The score is 1 / (1 + rank), where the rank is a random number below 1 times the
    /// region's place from the top of its hierarchy (the whole image has 1): section 4 of the paper.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IReadOnlyList<ScoredBox> Propose(MLImage image, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        using PixelImage pixels = PixelImage.From(image);
        return Propose(pixels, cancellationToken);
    }

    internal ScoredBox[] Propose(PixelImage image, CancellationToken cancellationToken)
    {
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = _options.NumberOfThreads ?? Environment.ProcessorCount,
            CancellationToken = cancellationToken,
        };
        SelectiveSearchPlan plan = SelectiveSearchPlan.Of(_options.Mode);
        ColorPlanes rgb = ColorPlanes.FromPixels(image, _options.LongestSide);
        var features = new ColorFeatures[plan.Spaces.Length];
        Parallel.For(0, features.Length, parallel, i => features[i] = ColorFeatures.Of(rgb, plan.Spaces[i]));

        var segmentations = new RegionSet[features.Length * plan.Ks.Length];
        Parallel.For(0, segmentations.Length, parallel, i =>
            segmentations[i] = RegionSet.Segment(features[i / plan.Ks.Length], plan.Ks[i % plan.Ks.Length], cancellationToken));

        var groupings = new RankedBox[segmentations.Length * plan.Measures.Length][];
        Parallel.For(0, groupings.Length, parallel, i =>
        {
            var grouping = new RegionGrouping(segmentations[i / plan.Measures.Length], plan.Measures[i % plan.Measures.Length]);
            groupings[i] = Rank(grouping.Group(cancellationToken), grouping: i);
        });
        return Order(groupings, image, rgb);
    }

    /// <summary>Ranks the boxes of a grouping, which come in order of their regions' births.</summary>
    private RankedBox[] Rank(List<PixelBox> boxes, int grouping)
    {
        var random = new SplitMix64((ulong)_options.Seed << 32 | (uint)grouping);
        var ranked = new RankedBox[boxes.Count];
        for (int i = 0; i < ranked.Length; i++)
            ranked[i] = new RankedBox(random.NextDouble() * (ranked.Length - i), boxes[i]);
        return ranked;
    }

    private ScoredBox[] Order(RankedBox[][] groupings, PixelImage image, ColorPlanes searched)
    {
        RankedBox[] ranked = [.. groupings.SelectMany(boxes => boxes)];
        // Equal ranks are next to impossible, and then the groupings' order decides: this sort is stable.
        IEnumerable<ScoredBox> boxes = ranked.OrderBy(box => box.Rank)
            .Select(box => (box.Rank, Box: box.Box.Enlarged(searched.Width, searched.Height, image.Width, image.Height)))
            .Where(box => Math.Min(box.Box.Width, box.Box.Height) >= _options.MinimumSide
                && Math.Max(box.Box.Width, box.Box.Height) <= (_options.MaximumSide ?? int.MaxValue))
            .DistinctBy(box => box.Box)
            .Select(box => new ScoredBox(box.Box.ToImageBox(), (float)(1 / (1 + box.Rank))));
        return [.. boxes.Take(_options.MaximumBoxes ?? int.MaxValue)];
    }

    private readonly record struct RankedBox(double Rank, PixelBox Box);
}
