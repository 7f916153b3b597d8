namespace Microsoft.ML.SppNet.Visualization;

/// <summary>A network's input as the picture that it was.</summary>
internal static class InputPicture
{
    internal static RgbPicture Of(NetworkInput input)
    {
        var pixels = new byte[input.Pixels.Length];
        bool swap = input.Preprocessing.Channels == ChannelOrder.Bgr;
        for (int index = 0; index < pixels.Length; index++)
        {
            int channel = index % RgbPicture.Channels, at = swap ? index + 2 - 2 * channel : index;
            double value = (double)input.Pixels[index] * input.Preprocessing.StandardDeviation[channel] + input.Preprocessing.Mean[channel];
            pixels[at] = (byte)Math.Clamp(Math.Round(value), 0, byte.MaxValue);
        }

        return new(input.Width, input.Height, pixels);
    }
}
