using Microsoft.ML.Data;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>
/// Windows of all sizes and some shapes at regular places, whatever the image shows: what proposals are measured against. The same for all
/// images of a size.
/// </summary>
public sealed class SlidingWindows : IProposalMethod
{
    private readonly SlidingWindowsOptions _options;

    /// <summary>Windows with the options, or the defaults.</summary>
    /// <exception cref="ArgumentException">An option has a value that it cannot have.</exception>
    public SlidingWindows(SlidingWindowsOptions? options = null)
    {
        _options = options ?? new SlidingWindowsOptions();
        _options.Validate();
    }

    /// <summary>How it looks for boxes.</summary>
    internal SlidingWindowsOptions Options => _options;

    /// <summary>
    /// The windows of an image, all different, the largest first; the score is the share of the image that the window covers.
    /// </summary>
    /// <remarks>The whole image comes first, which is all that an image gets that is smaller than the smallest window.</remarks>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IReadOnlyList<ScoredBox> Propose(MLImage image, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        (int width, int height) = (image.Width, image.Height);
        ReducedSize reduced = ReducedSize.Of(width, height, _options.LongestSide);
        var boxes = new HashSet<PixelBox> { new(0, 0, width, height) };
        foreach (WindowGrid grid in WindowGrid.Of(
            reduced.Width, reduced.Height, _options.Overlap, _options.MinimumBoxArea, _options.MaximumAspectRatio))
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int row = 0; row < grid.Rows; row++)
            {
                for (int column = 0; column < grid.Columns; column++)
                {
                    boxes.Add(grid.At(column, row, reduced.Width, reduced.Height).ToPixelBox()
                        .Enlarged(reduced.Width, reduced.Height, width, height));
                }
            }
        }

        float all = (float)width * height;
        return [.. boxes.OrderByDescending(box => box.Area).ThenBy(box => box.Top).ThenBy(box => box.Left).ThenBy(box => box.Right)
            .Take(_options.MaximumBoxes ?? int.MaxValue).Select(box => new ScoredBox(box.ToImageBox(), box.Area / all))];
    }
}
