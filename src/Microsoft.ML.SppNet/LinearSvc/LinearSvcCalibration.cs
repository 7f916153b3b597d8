namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>
/// How a linear SVM's scores become probabilities, fitted to the scores of rows that were held out of the training. Of two classes: Platt's sigmoid
/// 1 / (1 + exp(slope · score + offset)) (Platt 1999; Newton's method of Lin, Lin and Weng, 2007). Of several: softmax(t · scores) with one number t for
/// all classes, which changes no ranking (temperature scaling: Guo, Pleiss, Sun and Weinberger, 2017, section 4.2).
/// </summary>
/// <remarks>
/// The rows of each class are shared out to <see cref="Folds"/>; each fold is scored by a model of the others, and the final model is trained on all rows.
/// Scores of rows that a model has seen are too good, and probabilities of them too sure.
/// </remarks>
public sealed class LinearSvcCalibration
{
    /// <summary>Parts that are held out one after the other; from 2.</summary>
    /// <value>Default: 5.</value>
    public int Folds { get; init; } = 5;

    /// <summary>Seeds which row goes to which fold.</summary>
    /// <value>Default: 0.</value>
    public int Seed { get; init; }

    internal void Validate()
    {
        if (Folds < 2)
            throw new ArgumentException(
                FormattableString.Invariant($"LinearSvcCalibration.Folds must be at least 2, but is {Folds}."), nameof(Folds));
    }
}
