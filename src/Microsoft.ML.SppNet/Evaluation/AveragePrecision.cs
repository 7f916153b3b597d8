namespace Microsoft.ML.SppNet.Evaluation;

/// <summary>
/// Average precision as the PASCAL VOC development kits compute it; NaN where there is no positive, for then it is not defined.
/// </summary>
public static class AveragePrecision
{
    private const int Levels = 11;

    /// <summary>
    /// VOC 2007: the mean over recall levels 0, 0.1, …, 1 of the highest precision at that recall or beyond (VOCevalcls of the 2007 kit).
    /// </summary>
    /// <remarks>
    /// Levels are compared exactly, as found × 10 ≥ level × positives. The kit compares floating-point numbers, of which its fourth level
    /// is a hair above 0.3: with a number of positives divisible by 10 its result may differ there.
    /// </remarks>
    public static double ElevenPoint(PrecisionRecallCurve curve)
    {
        ArgumentNullException.ThrowIfNull(curve);
        if (curve.Positives == 0)
            return double.NaN;
        double sum = 0, best = 0;
        int answer = curve.Found.Length - 1;
        for (int level = Levels - 1; level >= 0; level--)
        {
            for (; answer >= 0 && (long)curve.Found[answer] * (Levels - 1) >= (long)level * curve.Positives; answer--)
                best = Math.Max(best, curve.Precision[answer]);
            sum += best;
        }

        return sum / Levels;
    }

    /// <summary>
    /// VOC 2007's average precision of scored images; see <see cref="PrecisionRecallCurve.FromScores"/> for the arguments.
    /// </summary>
    public static double ElevenPoint(ReadOnlySpan<float> scores, ReadOnlySpan<sbyte> labels) =>
        ElevenPoint(PrecisionRecallCurve.FromScores(scores, labels));

    /// <summary>
    /// VOC 2010 and later: the area under the curve whose precision is made monotone, each the highest at its recall or beyond (VOCap).
    /// </summary>
    public static double Area(PrecisionRecallCurve curve)
    {
        ArgumentNullException.ThrowIfNull(curve);
        if (curve.Positives == 0)
            return double.NaN;
        double area = 0, best = 0;
        for (int answer = curve.Found.Length - 1; answer >= 0; answer--)
        {
            best = Math.Max(best, curve.Precision[answer]);
            int before = answer == 0 ? 0 : curve.Found[answer - 1];
            area += best * (curve.Found[answer] - before) / curve.Positives;
        }

        return area;
    }

    /// <summary>The area version for scored images; see <see cref="PrecisionRecallCurve.FromScores"/> for the arguments.</summary>
    public static double Area(ReadOnlySpan<float> scores, ReadOnlySpan<sbyte> labels) =>
        Area(PrecisionRecallCurve.FromScores(scores, labels));
}
