namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>What a linear SVM pays for an example whose margin m = y (w·x + b) is below 1.</summary>
public enum LinearSvcLoss
{
    /// <summary>max(0, 1 − m)², LIBLINEAR's <c>-s 1</c> (and its default).</summary>
    SquaredHinge,

    /// <summary>max(0, 1 − m), LIBLINEAR's <c>-s 3</c>.</summary>
    Hinge,
}
