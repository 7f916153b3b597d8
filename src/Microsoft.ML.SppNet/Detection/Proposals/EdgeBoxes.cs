using Microsoft.ML.Data;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>
/// EdgeBoxes (Zitnick, Dollár: "Edge Boxes: Locating Object Proposals from Edges", ECCV 2014): a box is the better, the more edges lie
/// wholly inside it, as those of a thing do, and are not connected to edges that its border crosses.
/// </summary>
/// <remarks>
/// <para>
/// The published results are with structured edges, a trained detector that does not come with this library: any edges may be handed in,
/// as an <see cref="IEdgeDetector"/> or a map; <see cref="GradientEdgeDetector"/> is what is used without.
/// </para>
/// <para>
/// The same edges and options give the same boxes in the same order on every machine and with any number of threads.
/// </para>
/// </remarks>
public sealed class EdgeBoxes : IProposalMethod
{
    private readonly EdgeBoxesOptions _options;
    private readonly IEdgeDetector _detector;

    /// <summary>A search with the options, or the defaults, in the edges of a detector, or of <see cref="GradientEdgeDetector"/>.</summary>
    /// <exception cref="ArgumentException">An option has a value that it cannot have.</exception>
    public EdgeBoxes(EdgeBoxesOptions? options = null, IEdgeDetector? detector = null)
    {
        _options = options ?? new EdgeBoxesOptions();
        _options.Validate();
        _detector = detector ?? new GradientEdgeDetector();
    }

    /// <summary>How it looks for boxes.</summary>
    internal EdgeBoxesOptions Options => _options;

    /// <summary>What finds the edges.</summary>
    internal IEdgeDetector EdgeDetector => _detector;

    /// <summary>
    /// The boxes of an image, all different, best first; the score is that of the paper's equation 4 without its factor ½. Where no box
    /// scores enough, the whole image with score 0, if it is large enough.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IReadOnlyList<ScoredBox> Propose(MLImage image, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        EdgeMap edges = _detector.Detect(image, cancellationToken);
        if (edges.Width > image.Width || edges.Height > image.Height)
        {
            throw new InvalidOperationException(
                $"The edge map is {edges.Width} × {edges.Height} pixels and the image {image.Width} × {image.Height}: "
                    + "the map may not be larger.");
        }

        return Propose(edges, image.Width, image.Height, cancellationToken);
    }

    /// <summary>The boxes of an image whose edges these are, in pixels of the map; otherwise as for an image.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IReadOnlyList<ScoredBox> Propose(EdgeMap edges, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(edges);
        return Propose(edges, edges.Width, edges.Height, cancellationToken);
    }

    private ScoredBox[] Propose(EdgeMap edges, int width, int height, CancellationToken cancellationToken)
    {
        EdgeScene scene = EdgeScene.Of(edges, _options);
        List<WindowGrid> grids = WindowGrid.Of(
            edges.Width, edges.Height, _options.Alpha, _options.MinimumBoxArea, _options.MaximumAspectRatio);
        ScoredWindow[] windows = WindowSearch.Search(scene, grids, _options, cancellationToken);
        var suppression = new BoxSuppression(_options.Beta, _options.Eta, Math.Max(edges.Width, edges.Height));
        var boxes = new List<ScoredBox>();
        foreach (ScoredWindow found in windows)
        {
            if (boxes.Count == _options.MaximumBoxes)
                break;
            PixelBox box = found.Window.ToPixelBox().Enlarged(edges.Width, edges.Height, width, height);
            if (IsLargeEnough(box) && suppression.Keep(found.Window))
                boxes.Add(new ScoredBox(box.ToImageBox(), found.Score));
        }

        var whole = new PixelBox(0, 0, width, height);
        if (boxes.Count == 0 && IsLargeEnough(whole))
            boxes.Add(new ScoredBox(whole.ToImageBox(), 0));
        return [.. boxes];
    }

    private bool IsLargeEnough(PixelBox box) => Math.Min(box.Width, box.Height) >= _options.MinimumSide;
}
