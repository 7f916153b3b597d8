namespace Microsoft.ML.SppNet.Visualization;

/// <summary>
/// Which parts of an image an answer hangs on (Zeiler and Fergus 2014, section 4.2, figure 7): a grey square is moved over the image, and
/// for each place it is noted how strong the strongest map still is, how probable the class, and what the network takes the image for.
/// </summary>
public static class Occlusion
{
    /// <summary>Moves the square over an image: as many positions as lie wholly inside, from the upper left corner on.</summary>
    /// <param name="network">The network; it stays the caller's.</param>
    /// <param name="image">The image, which is prepared once.</param>
    /// <param name="options">The square and what is watched; null for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range, the square is larger than the image, or the network lacks what is
    /// watched.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static OcclusionResult Measure(SppNetwork network, NetworkInput image, OcclusionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(image);
        options ??= new OcclusionOptions();
        options.Check(network, image);
        return new OcclusionRun(network, image, options).Measure();
    }
}
