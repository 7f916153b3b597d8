using System.Collections.ObjectModel;
using System.Globalization;

namespace Microsoft.ML.SppNet;

/// <summary>
/// What a network was trained to see: channel order and, per channel, <c>(value − mean) / standard deviation</c> of values 0 to 255. It
/// belongs to
/// the weights: the same weights with another preprocessing are wrong.
/// </summary>
/// <remarks>Immutable; equal when all values are equal. By default values 0 to 255 in RGB order go in as they are.</remarks>
public sealed record Preprocessing
{
    private const int ChannelCount = 3;

    /// <summary>
    /// torchvision's classifiers: RGB, mean 0.485, 0.456, 0.406 and standard deviation 0.229, 0.224, 0.225 of values in [0, 1].
    /// </summary>
    public static Preprocessing TorchVision { get; } = new()
    {
        Mean = [123.675f, 116.28f, 103.53f],
        StandardDeviation = [58.395f, 57.12f, 57.375f],
    };

    /// <summary>
    /// SPP-net on VOC 2007 and Caltech-101 (section 3.2 of the paper, and its released code): BGR, the constant 128 subtracted.
    /// </summary>
    public static Preprocessing SppNet { get; } = new() { Channels = ChannelOrder.Bgr, Mean = [128, 128, 128] };

    /// <summary>Caffe's ImageNet networks: BGR, the mean pixel 104, 117, 123 subtracted.</summary>
    public static Preprocessing CaffeImageNet { get; } = new() { Channels = ChannelOrder.Bgr, Mean = [104, 117, 123] };

    /// <summary>The order of the channels. Default: <see cref="ChannelOrder.Rgb"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value that is no <see cref="ChannelOrder"/>.</exception>
    public ChannelOrder Channels
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Channels), value, "No such channel order.");
    }

    /// <summary>
    /// What is subtracted: 3 finite values on the scale 0 to 255, in the order of <see cref="Channels"/>. Default: 0, 0, 0.
    /// </summary>
    /// <exception cref="ArgumentException">Not 3 finite values.</exception>
    public IReadOnlyList<float> Mean { get; init => field = Checked(value, nameof(Mean)); } = Checked([0, 0, 0], nameof(Mean));

    /// <summary>
    /// What is divided by: 3 finite positive values on the scale 0 to 255, in the order of <see cref="Channels"/>. Default: 1, 1, 1.
    /// </summary>
    /// <exception cref="ArgumentException">Not 3 finite positive values.</exception>
    public IReadOnlyList<float> StandardDeviation
    {
        get;
        init => field = Checked(value, nameof(StandardDeviation), positive: true);
    }
    = Checked([1, 1, 1], nameof(StandardDeviation));

    /// <summary>Whether all values are equal.</summary>
    public bool Equals(Preprocessing? other) =>
        other is not null && Channels == other.Channels && Mean.SequenceEqual(other.Mean)
        && StandardDeviation.SequenceEqual(other.StandardDeviation);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(Channels, Mean[0], Mean[1], Mean[2], StandardDeviation[0], StandardDeviation[1], StandardDeviation[2]);

    /// <summary>Channel order, mean and standard deviation in words.</summary>
    public override string ToString() => $"{Channels}, mean {Text(Mean)}, standard deviation {Text(StandardDeviation)}";

    /// <summary>A copy that nobody can change, so that a caller's array cannot change the network later.</summary>
    private static ReadOnlyCollection<float> Checked(IReadOnlyList<float> values, string name, bool positive = false)
    {
        ArgumentNullException.ThrowIfNull(values, name);
        float[] copy = [.. values];
        if (copy.Length != ChannelCount || !copy.All(value => float.IsFinite(value) && (value > 0 || !positive)))
        {
            string kind = positive ? "finite positive" : "finite";
            throw new ArgumentException($"{name} must be {ChannelCount} {kind} numbers, one per channel; it is {Text(copy)}.", name);
        }

        return Array.AsReadOnly(copy);
    }

    private static string Text(IReadOnlyList<float> values) =>
        $"[{string.Join(", ", values.Select(value => value.ToString(CultureInfo.InvariantCulture)))}]";
}
