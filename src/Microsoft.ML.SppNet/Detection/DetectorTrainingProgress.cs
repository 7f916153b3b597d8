namespace Microsoft.ML.SppNet.Detection;

/// <summary>What a detector's training is at.</summary>
public enum DetectorTrainingStage
{
    /// <summary>Proposing windows and running the network over the images.</summary>
    Maps,

    /// <summary>Looking for hard counterexamples and training the SVMs.</summary>
    Mining,

    /// <summary>Learning to move boxes.</summary>
    Regression,
}

/// <summary>How far a detector's training has come.</summary>
/// <param name="Stage">What it is at.</param>
/// <param name="Done">Images done, or classes where boxes are learnt to move.</param>
/// <param name="Total">All of them.</param>
/// <param name="Trained">A class whose SVM was just trained; null in between.</param>
public readonly record struct DetectorTrainingProgress(DetectorTrainingStage Stage, int Done, int Total,
    DetectorClassReport? Trained = null);

/// <summary>How the SVM of a class stands.</summary>
/// <param name="ClassName">The class.</param>
/// <param name="Positives">Its objects.</param>
/// <param name="Negatives">The counterexamples at hand.</param>
/// <param name="Objective">The SVM's objective on these.</param>
public sealed record DetectorClassReport(string ClassName, int Positives, int Negatives, double Objective);
