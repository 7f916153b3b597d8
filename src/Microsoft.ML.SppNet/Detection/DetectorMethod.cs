namespace Microsoft.ML.SppNet.Detection;

/// <summary>How windows of an image become vectors.</summary>
public enum DetectorMethod
{
    /// <summary>SPP-net: the convolutions run once over the image, and every window is pooled from its maps.</summary>
    Spp,

    /// <summary>
    /// R-CNN (Girshick et al., 2014): every window is warped to 227 × 227 pixels with 16 pixels of its surroundings, and the network runs
    /// over each. For comparison.
    /// </summary>
    Rcnn,
}
