namespace Microsoft.ML.SppNet.Detection;

/// <summary>What windows on objects marked as difficult are to a detector that is trained.</summary>
public enum DifficultObjects
{
    /// <summary>Neither examples nor counterexamples of the object's class.</summary>
    Ignore,

    /// <summary>Counterexamples, as in the code that the authors of SPP-net released, which does not know of these objects.</summary>
    AsBackground,
}
