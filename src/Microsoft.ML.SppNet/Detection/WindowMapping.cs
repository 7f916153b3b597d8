namespace Microsoft.ML.SppNet.Detection;

/// <summary>Which cells of a map stand for a window of the image, and which scale a window takes.</summary>
public enum WindowMapping
{
    /// <summary>
    /// The paper's (He et al., section 4.1 and appendix A): the cells ⌊x/S⌋ + 1 … ⌈x/S⌉ − 1 of a network in deployment padding, at the
    /// scale at which the window's area is nearest to 224² pixels.
    /// </summary>
    Paper,

    /// <summary>
    /// That of the code which the authors released: a network in its training padding, windows 6.5 pixels smaller on every side, at the
    /// scale whose shorter side is nearest to 13 · 16 · shorter side / √area.
    /// </summary>
    ReleasedCode,
}
