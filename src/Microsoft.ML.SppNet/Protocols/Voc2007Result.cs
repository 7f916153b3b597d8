namespace Microsoft.ML.SppNet.Protocols;

/// <summary>The protocol's result.</summary>
/// <param name="Classes">Each class's result, in the devkit's order.</param>
public sealed record Voc2007Result(IReadOnlyList<Voc2007Class> Classes)
{
    /// <summary>Mean over the classes that have positives of the 11-point average precision, 0 to 1; NaN where none has.</summary>
    public double MeanElevenPoint => Mean(result => result.ElevenPoint);

    /// <summary>Mean over the classes that have positives of the area version, 0 to 1; NaN where none has.</summary>
    public double MeanArea => Mean(result => result.Area);

    private double Mean(Func<Voc2007Class, double> value) =>
        Classes.Select(value).Where(precision => !double.IsNaN(precision)).DefaultIfEmpty(double.NaN).Average();
}
