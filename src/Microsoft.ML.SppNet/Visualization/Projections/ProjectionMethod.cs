namespace Microsoft.ML.SppNet.Visualization;

/// <summary>How an activation is brought back to the pixels. All three undo the same layers; they differ in what passes an activation
/// function.</summary>
public enum ProjectionMethod
{
    /// <summary>
    /// Zeiler and Fergus 2014, section 2.1: the signal is rectified wherever the forward run had an activation, whatever that run had
    /// there; max pooling is undone by its switches; contrast normalisation is skipped.
    /// </summary>
    Deconvnet,

    /// <summary>
    /// Springenberg et al. 2015, section 3.4: the gradient, of which at every activation only what is positive passes. Contrast
    /// normalisation by its derivative.
    /// </summary>
    GuidedBackpropagation,

    /// <summary>The derivative of the activation with respect to the network's input (Simonyan et al. 2014, section 3).</summary>
    Gradient,
}
