namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>How the search for one class went.</summary>
/// <param name="Objective">The primal objective ½‖(w, w_B)‖² + Σ Cᵢ loss(yᵢ (w·xᵢ + b)) at the end.</param>
/// <param name="DualityGap">
/// The minimum of the objective lies between <paramref name="Objective"/> less this and <paramref name="Objective"/>.
/// </param>
/// <param name="Iterations">Passes over the active examples.</param>
/// <param name="Converged">Whether the tolerance was reached before the limit of iterations.</param>
/// <param name="Positives">The number of positive examples.</param>
/// <param name="Negatives">The number of negative examples.</param>
public sealed record LinearSvcClassReport(
    double Objective, double DualityGap, int Iterations, bool Converged, int Positives, int Negatives);
