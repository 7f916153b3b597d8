namespace Microsoft.ML.SppNet.Visualization;

/// <summary>Values of either sign as colours around grey, which is 0.</summary>
internal static class SignalPicture
{
    private const int Grey = 128;

    /// <summary>The share of values that may be cut off: a few large ones would leave the rest grey.</summary>
    private const double CutOff = 0.005;

    internal static RgbPicture Of(Projection projection, ChannelOrder order) =>
        Of(projection.Values, projection.Height, projection.Width, order, Bound(projection));

    /// <summary>Colours of values over the whole of a network's input.</summary>
    internal static RgbPicture Of(ReadOnlySpan<float> values, NetworkInput input)
    {
        var sizes = new List<float>(values.Length);
        foreach (float value in values)
            sizes.Add(Math.Abs(value));
        return Of(values, input.Height, input.Width, input.Preprocessing.Channels, Bound(sizes));
    }

    /// <summary>Colours of values.</summary>
    /// <param name="values">3 × H × W.</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <param name="order">The order of the channels.</param>
    /// <param name="bound">The size that becomes black or white; 0 leaves all grey.</param>
    internal static RgbPicture Of(ReadOnlySpan<float> values, int height, int width, ChannelOrder order, double bound)
    {
        var pixels = new byte[values.Length];
        double scale = bound > 0 ? 127 / bound : 0;
        for (int index = 0; index < pixels.Length; index++)
        {
            (int channel, int cell) = Math.DivRem(index, height * width);
            int at = cell * RgbPicture.Channels + (order == ChannelOrder.Bgr ? 2 - channel : channel);
            pixels[at] = (byte)Math.Clamp(Math.Round(Grey + values[index] * scale), 0, byte.MaxValue);
        }

        return new(width, height, pixels);
    }

    /// <summary>The size that all but a small share of the values in the field stay below.</summary>
    private static double Bound(Projection projection)
    {
        ImageBox field = projection.Field;
        var sizes = new List<float>();
        for (int channel = 0; channel < RgbPicture.Channels; channel++)
        {
            for (int row = (int)field.Top; row < (int)field.Bottom; row++)
            {
                int start = (channel * projection.Height + row) * projection.Width;
                foreach (float value in projection.Values[(start + (int)field.Left)..(start + (int)field.Right)])
                    sizes.Add(Math.Abs(value));
            }
        }

        return Bound(sizes);
    }

    private static double Bound(List<float> sizes)
    {
        sizes.Sort();
        return sizes.Count == 0 ? 0 : sizes[(int)((1 - CutOff) * (sizes.Count - 1))] is > 0 and var bound ? bound : sizes[^1];
    }
}
