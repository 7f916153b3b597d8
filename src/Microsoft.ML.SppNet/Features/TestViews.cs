using Microsoft.ML.SppNet.Features;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet;

/// <summary>Which views of an image are classified at test time.</summary>
public enum TestViewKind
{
    /// <summary>The window in the middle.</summary>
    Center,

    /// <summary>Windows in the four corners and the middle, and their mirror images (Krizhevsky et al., section 4.1).</summary>
    Ten,

    /// <summary>The whole image (He et al., section 3.1.4).</summary>
    Full,

    /// <summary>The whole image and its mirror image.</summary>
    FullFlip,

    /// <summary>
    /// Windows in the middle, the corners and the middles of the sides of the image at each of several scales, mirrored too, all pooled
    /// from the maps of the
    /// whole image; and the whole image, mirrored too (He et al., section 3.1.5): 96 + 2 views of an oblong image.
    /// </summary>
    Multi,
}

/// <summary>Test views: a network classifies each of them, and the probabilities are averaged.</summary>
/// <param name="kind">Which views.</param>
public sealed class TestViews(TestViewKind kind)
{
    private const int PapersWindow = 224, MostPixels = 16384;

    /// <summary>Which views.</summary>
    public TestViewKind Kind { get; } = Choices.Defined(kind);

    /// <summary>Side of the square windows in pixels of the resized image: the size that the network was trained at.</summary>
    /// <value>The default is 224.</value>
    public int Window { get; init; } = PapersWindow;

    /// <summary>Shorter side to which images are resized, but for the scales of <see cref="TestViewKind.Multi"/>.</summary>
    /// <value>The default is 256 (He et al., section 3.1).</value>
    public int ShorterSide { get; init; } = 256;

    /// <summary>Shorter sides of the images that <see cref="TestViewKind.Multi"/> takes its windows from.</summary>
    /// <value>The default is 224, 256, 300, 360, 448, 560 (He et al., section 3.1.5).</value>
    public IReadOnlyList<int> Scales { get; init => field = [.. value]; } = [224, 256, 300, 360, 448, 560];

    /// <summary>Whether windows of <see cref="TestViewKind.Center"/> and <see cref="TestViewKind.Ten"/> are pooled from the maps of the
    /// whole image too.</summary>
    /// <value>The default is false: each window is cut out and run by itself.</value>
    public bool OnMaps { get; init; }

    /// <summary>Whether views are windows of the maps of a whole image.</summary>
    internal bool UsesMaps => OnMaps || Kind == TestViewKind.Multi;

    /// <summary>Whether each view is seen mirrored too.</summary>
    internal bool Mirrors => Kind is TestViewKind.Ten or TestViewKind.FullFlip or TestViewKind.Multi;

    /// <summary>Views for a network that was trained at another size than the paper's: all numbers in the same proportion to the
    /// window.</summary>
    /// <param name="kind">Which views.</param>
    /// <param name="window">The training size.</param>
    public static TestViews For(TestViewKind kind, int window)
    {
        var paper = new TestViews(kind);
        return new TestViews(kind) { Window = window, ShorterSide = Scaled(paper.ShorterSide), Scales = [.. paper.Scales.Select(Scaled)] };

        int Scaled(int side) => (int)Math.Round((double)side * window / PapersWindow, MidpointRounding.AwayFromZero);
    }

    /// <summary>How many views of an image are averaged; windows that coincide count once.</summary>
    /// <param name="width">The image's width in pixels.</param>
    /// <param name="height">The image's height in pixels.</param>
    public int Count(int width, int height) =>
        ViewWindows.Inputs(this, width, height).Sum(input => ViewWindows.Of(this, input).Count) * (Mirrors ? 2 : 1);

    /// <exception cref="ArgumentException">A value is out of range; the message names it.</exception>
    internal void Check()
    {
        if (Window < 1)
            throw new ArgumentException($"A test view's window is at least 1 pixel wide, not {Window}.", nameof(Window));
        int[] sides = Kind == TestViewKind.Multi ? [ShorterSide, .. Scales] : [ShorterSide];
        int least = Kind is TestViewKind.Full or TestViewKind.FullFlip ? 1 : Window;
        foreach (int side in sides)
        {
            if (side < least || side > MostPixels)
            {
                throw new ArgumentException(
                    $"Test views are taken of images whose shorter side is from {least} to {MostPixels} pixels, not {side}.",
                    nameof(Scales));
            }
        }

        if (Kind == TestViewKind.Multi && Scales.Count == 0)
            throw new ArgumentException("Multi-view testing needs at least one scale.", nameof(Scales));
    }

    /// <summary>All that decides the views, in words.</summary>
    public override string ToString() => $"{Kind} {Window} of {ShorterSide}, {string.Join(',', Scales)}{(OnMaps ? " on maps" : "")}";
}
