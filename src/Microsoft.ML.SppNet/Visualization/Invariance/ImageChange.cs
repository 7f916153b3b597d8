namespace Microsoft.ML.SppNet.Visualization;

/// <summary>How an image is changed: the three of Zeiler and Fergus 2014, figure 5.</summary>
public enum ImageChange
{
    /// <summary>Moved down by so many pixels of the network's input; up where the number is negative.</summary>
    VerticalTranslation,

    /// <summary>Enlarged about its middle by a factor above 0; 1 leaves it as it is.</summary>
    Scale,

    /// <summary>Turned about its middle by so many degrees, counter-clockwise.</summary>
    Rotation,
}
