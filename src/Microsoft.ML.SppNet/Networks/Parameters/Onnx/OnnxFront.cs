namespace Microsoft.ML.SppNet.Networks.Parameters;

/// <summary>The arithmetic before the first layer, per channel of the network's input: y = scale · x + shift of the image's channel in that
/// place.</summary>
internal sealed record OnnxFront(IReadOnlyList<int> Order, IReadOnlyList<double> Scale, IReadOnlyList<double> Shift)
{
    internal static OnnxFront Untouched { get; } = new([0, 1, 2], [1, 1, 1], [0, 0, 0]);

    internal bool IsUntouched => Equals(Untouched);

    /// <summary>scale · y + shift of what there is.</summary>
    internal OnnxFront Then(IReadOnlyList<double> scale, IReadOnlyList<double> shift) => new(
        Order, [.. Scale.Select((own, channel) => own * scale[channel])],
        [.. Shift.Select((own, channel) => own * scale[channel] + shift[channel])]);

    /// <summary>Its channels in another order.</summary>
    internal OnnxFront Ordered(IReadOnlyList<int> channels) => new(
        [.. channels.Select(channel => Order[channel])], [.. channels.Select(channel => Scale[channel])],
        [.. channels.Select(channel => Shift[channel])]);

    /// <summary>
    /// As preprocessing of values 0 to 255 in RGB order; null where it is none: an order that is neither RGB nor BGR, a scale that is not
    /// positive. Means and deviations that are all within [0, 1] belong to values in that range.
    /// </summary>
    internal Preprocessing? AsPreprocessing()
    {
        ChannelOrder? order = Order switch { [0, 1, 2] => ChannelOrder.Rgb, [2, 1, 0] => ChannelOrder.Bgr, _ => null };
        if (order is null || Scale.Any(scale => !((float)(1 / scale) > 0) || !float.IsFinite((float)(255 / scale))))
            return null;
        double[] mean = [.. Shift.Select((shift, channel) => -shift / Scale[channel])], deviation = [.. Scale.Select(scale => 1 / scale)];
        bool unit = mean.All(value => value is >= 0 and <= 1) && deviation.All(value => value < 1);
        double range = unit ? 255 : 1;
        return !mean.All(value => float.IsFinite((float)(value * range))) ? null : new Preprocessing
        {
            Channels = order.Value,
            Mean = [.. mean.Select(value => (float)(value * range))],
            StandardDeviation = [.. deviation.Select(value => (float)(value * range))],
        };
    }

    public bool Equals(OnnxFront? other) =>
        other is not null && Order.SequenceEqual(other.Order) && Scale.SequenceEqual(other.Scale) && Shift.SequenceEqual(other.Shift);

    public override int GetHashCode() => HashCode.Combine(Order[0], Scale[0], Shift[0]);
}
