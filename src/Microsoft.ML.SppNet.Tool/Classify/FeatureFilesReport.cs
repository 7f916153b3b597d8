namespace Microsoft.ML.SppNet.Tool;

/// <summary>What <c>classify features --json</c> tells; the names are a contract with scripts.</summary>
/// <param name="Accuracy">The share of the test rows recognised, percent.</param>
/// <param name="Objective">The sum over classes of the primal objective at the end; of two classes, one problem's.</param>
/// <param name="SecondsTrain">Seconds for training, without reading and testing.</param>
internal sealed record FeatureFilesReport(double Accuracy, double Objective, double SecondsTrain)
{
    /// <summary>Rows trained on.</summary>
    public required int TrainRows { get; init; }

    /// <summary>Rows tested on.</summary>
    public required int TestRows { get; init; }

    /// <summary>Features per row.</summary>
    public required int Features { get; init; }

    /// <summary>Classes in the training file.</summary>
    public required int Classes { get; init; }
}
