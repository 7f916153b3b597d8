namespace Microsoft.ML.SppNet.Detection;

/// <summary>How many groupings a Selective Search makes (Uijlings et al. 2013, table 5).</summary>
public enum SelectiveSearchMode
{
    /// <summary>
    /// 8 groupings: HSV and Lab; k 50 and 100; all similarities, and all but colour. What R-CNN and SPP-net use, about 2,000 boxes an
    /// image there.
    /// </summary>
    Fast,

    /// <summary>
    /// 80 groupings: HSV, Lab, rgI, hue, brightness; k 50, 100, 150 and 300; all similarities, all but colour, fill alone, size alone.
    /// </summary>
    Quality,
}
