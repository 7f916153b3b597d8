namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>How a signal passes what is not linear on its way back.</summary>
internal enum BackwardRule
{
    /// <summary>By the derivative at the values of the forward run.</summary>
    Gradient,

    /// <summary>By the derivative, and at every activation only what is positive of the signal (Springenberg et al. 2015, section
    /// 3.4).</summary>
    Guided,

    /// <summary>
    /// As a deconvnet (Zeiler and Fergus 2014, section 2.1): the signal itself is rectified where the forward run had an activation, and
    /// passes normalisation as it is. Gates, which the paper does not have, scale as they did in the forward run, and the signal does not
    /// enter them.
    /// </summary>
    Deconvnet,
}
