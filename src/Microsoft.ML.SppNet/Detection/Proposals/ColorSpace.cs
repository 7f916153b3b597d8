namespace Microsoft.ML.SppNet.Detection;

/// <summary>
/// The colour spaces that Selective Search segments and groups in (Uijlings et al. 2013, section 3.2); every channel from 0 to 255.
/// </summary>
internal enum ColorSpace
{
    /// <summary>Hue, saturation, value.</summary>
    Hsv,

    /// <summary>CIE L*a*b* of sRGB under D65.</summary>
    Lab,

    /// <summary>The red and green shares of the brightness, and the brightness.</summary>
    Rgi,

    /// <summary>The hue alone.</summary>
    Hue,

    /// <summary>The brightness alone.</summary>
    Intensity,
}
