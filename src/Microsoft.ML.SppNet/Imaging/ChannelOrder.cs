namespace Microsoft.ML.SppNet;

/// <summary>The order of the colour channels of a network's input.</summary>
public enum ChannelOrder
{
    /// <summary>Red, green, blue, as PyTorch's networks.</summary>
    Rgb,

    /// <summary>Blue, green, red, as Caffe's networks.</summary>
    Bgr,
}
