namespace Microsoft.ML.SppNet.Visualization;

/// <summary>The strongest responses of one feature map, strongest first.</summary>
/// <param name="Map">The map, from 0.</param>
/// <param name="Responses">At most as many as were asked for, each of another image.</param>
public sealed record MapResponses(int Map, IReadOnlyList<StrongestResponse> Responses);

/// <summary>Which images of a set a filter answers to the most, and where: Zeiler and Fergus 2014, figure 2, and He et al., figure
/// 2.</summary>
/// <remarks>
/// A search runs the network over every image once, as feature extraction does, with a pyramid of one bin as the maximum of each map; the
/// images found are run once more, one by one, for the places. Among equally strong images the earlier one counts as stronger; within a map
/// the first cell in reading order.
/// </remarks>
public static class StrongestActivations
{
    /// <summary>Searches a set of image files.</summary>
    /// <param name="network">The network; it stays the caller's.</param>
    /// <param name="images">The files; enumerated as the search goes on.</param>
    /// <param name="tap">A tap that is a feature map.</param>
    /// <param name="options">Which maps, and how; null for the defaults.</param>
    /// <param name="look">Is shown each response found, map by map in its image, with the run that can project it: pictures are then made
    /// without all of them being in memory. The run is disposed afterwards.</param>
    /// <returns>Per map the responses found.</returns>
    /// <exception cref="ArgumentException">An option is out of range, the network lacks the tap, or the tap a map; the message says what
    /// there is.</exception>
    /// <exception cref="ImageReadException">An image cannot be read and <see cref="StrongestOptions.Skip"/> is null.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static IReadOnlyList<MapResponses> Find(
        SppNetwork network, IEnumerable<string> images, string tap, StrongestOptions? options = null,
        Action<StrongestResponse, ActivationTrace>? look = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(images);
        options ??= new StrongestOptions();
        int[] maps = options.MapsOf(network, tap);
        var search = new ResponseSearch(network, tap, options, maps);
        search.Scan(images);
        return search.Locate(look);
    }
}
