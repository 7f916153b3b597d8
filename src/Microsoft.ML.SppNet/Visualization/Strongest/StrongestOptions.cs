using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Visualization;

/// <summary>Which maps are looked at, and how images are brought to the network.</summary>
public sealed class StrongestOptions
{
    /// <summary>The maps, from 0, in the order of the results.</summary>
    /// <value>The default, none, takes as many as <see cref="RandomMaps"/> says.</value>
    public IReadOnlyList<int> Maps { get; init => field = [.. value]; } = [];

    /// <summary>How many maps are drawn where <see cref="Maps"/> names none, each at most once; all where the tap has no more.</summary>
    /// <value>The default is 9.</value>
    public int RandomMaps { get; init; } = 9;

    /// <summary>Seed of the drawing: the same maps on every machine.</summary>
    /// <value>The default is 1.</value>
    public int Seed { get; init; } = 1;

    /// <summary>How many responses are kept of each map, each of another image.</summary>
    /// <value>The default is 9, as in Zeiler and Fergus 2014, figure 2.</value>
    public int Count { get; init; } = 9;

    /// <summary>The shorter side, in pixels, to which images are resized.</summary>
    /// <value>The default, 0, leaves images as they are.</value>
    public int Size { get; init; }

    /// <summary>What the network sees of an image.</summary>
    /// <value>The default is <see cref="ImageView.Full"/>; the other views need a size.</value>
    public ImageView View { get; init; }

    /// <summary>The most images in one run of the network; results do not depend on it.</summary>
    /// <value>The default, 0, takes what suits the device.</value>
    public int BatchSize { get; init; }

    /// <summary>The GPU that looks for the responses; what is found is projected on the processor.</summary>
    /// <value>The default, null, is the processor.</value>
    public int? GpuDeviceId { get; init; }

    /// <summary>A folder where what was found in each image is kept, so that a search that was ended goes on where it was; every image's
    /// maxima then are in memory.</summary>
    /// <value>The default, null, keeps nothing: memory does not grow with the number of images.</value>
    public string? CacheFolder { get; init; }

    /// <summary>Hears of each image that cannot be read, by its position, and the search goes on without it.</summary>
    /// <value>The default, null, lets the first one end the search.</value>
    public Action<int, ImageReadException>? Skip { get; init; }

    /// <summary>Hears how many images are done.</summary>
    public IProgress<int>? Progress { get; init; }

    /// <summary>Ends the search.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <exception cref="ArgumentException">A value is out of range, or the tap has no such map; the message says what there is.</exception>
    internal int[] MapsOf(SppNetwork network, string tap)
    {
        if (Count is < 1 or > 1000)
            throw new ArgumentException($"Count is a number of responses from 1 to 1000, not {Count}.");
        if (RandomMaps < 1)
            throw new ArgumentException($"RandomMaps is a number of maps from 1 on, not {RandomMaps}.");
        if (!network.IsMap(tap))
            throw new ArgumentException($"'{tap}' is a vector of the head, not a feature map.");
        foreach (int map in Maps)
            ActivationTrace.CheckMap(network, tap, map);
        if (Maps.Count > 0)
            return [.. Maps];
        int[] order = [.. Enumerable.Range(0, network.Channels(tap))];
        var random = new SplitMix64((ulong)Seed);
        SeededOrder.Shuffle(order, ref random);
        return [.. order.Take(RandomMaps).Order()];
    }
}
