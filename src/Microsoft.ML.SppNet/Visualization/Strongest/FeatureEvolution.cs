namespace Microsoft.ML.SppNet.Visualization;

/// <summary>The weights of a network as they were after an epoch of its training.</summary>
/// <param name="Epoch">Epochs done.</param>
/// <param name="Path">A weight file, with its model card.</param>
public sealed record EpochWeights(int Epoch, string Path);

/// <summary>How features come about in training: what the same maps answer to the most, epoch by epoch (Zeiler and Fergus 2014, section 4,
/// figure 4).</summary>
public static class FeatureEvolution
{
    /// <summary>Searches a set of images once for each epoch.</summary>
    /// <param name="epochs">The weights, in the order wanted; one network is in memory at a time.</param>
    /// <param name="images">The files.</param>
    /// <param name="tap">A tap that is a feature map.</param>
    /// <param name="options">Which maps, and how: the paper keeps one response of each. Maps drawn at random are the same for each
    /// epoch.</param>
    /// <param name="look">Is shown each response with its epoch, as in <see cref="StrongestActivations.Find"/>.</param>
    /// <returns>For each epoch the responses per map.</returns>
    /// <exception cref="InvalidDataException">A file holds no weights that can be read; the message names it.</exception>
    /// <exception cref="ArgumentException">As <see cref="StrongestActivations.Find"/>.</exception>
    public static IReadOnlyList<(int Epoch, IReadOnlyList<MapResponses> Responses)> Follow(
        IEnumerable<EpochWeights> epochs, IReadOnlyList<string> images, string tap, StrongestOptions options,
        Action<int, StrongestResponse, ActivationTrace>? look = null)
    {
        ArgumentNullException.ThrowIfNull(epochs);
        ArgumentNullException.ThrowIfNull(options);
        var found = new List<(int, IReadOnlyList<MapResponses>)>();
        foreach (EpochWeights epoch in epochs)
        {
            using SppNetwork network = SppNetwork.Load(epoch.Path);
            Action<StrongestResponse, ActivationTrace>? show = look is null ? null : (response, trace) =>
                look(epoch.Epoch, response, trace);
            found.Add((epoch.Epoch, StrongestActivations.Find(network, images, tap, options, show)));
        }

        return found;
    }
}
