namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>What a trainer learned: the linear models, and a sigmoid for each where it calibrates.</summary>
internal sealed record LinearSvcFit(LinearSvcSolution Solution, PlattSigmoid[] Sigmoids)
{
    /// <summary>As ML.NET's calibrator takes them.</summary>
    internal (double Slope, double Offset)[] Calibrators => [.. Sigmoids.Select(sigmoid => (sigmoid.Slope, sigmoid.Offset))];
}
