namespace Microsoft.ML.SppNet.Detection;

/// <summary>Windows of an image as a detector takes them.</summary>
internal static class WindowSet
{
    /// <summary>The boxes cut at the image's edges, each once, without those of which nothing is left; in their order.</summary>
    internal static ImageBox[] Of(IEnumerable<ScoredBox> proposals, int width, int height)
    {
        var whole = new ImageBox(0, 0, width, height);
        return [.. proposals.Select(proposal => proposal.Box.Intersect(whole)).Where(box => box.Area > 0).Distinct()];
    }

    /// <summary>A box of the mirrored image.</summary>
    internal static ImageBox Mirrored(ImageBox box, int width) => box with { Left = width - box.Right, Right = width - box.Left };
}
