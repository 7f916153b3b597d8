namespace Microsoft.ML.SppNet;

/// <summary>Consecutive steps of a trunk that run in one go: convolutions as a script, or one normalisation and pooling as a kernel.</summary>
/// <param name="First">The first step, which is also the number of the value that it reads.</param>
/// <param name="End">The step after the last.</param>
/// <param name="IsScript">Whether it consists of convolutions and concatenations.</param>
/// <param name="Kept">The values that leave it: taps, and the last for the next segment.</param>
internal sealed record TrunkSegment(int First, int End, bool IsScript, IReadOnlyList<int> Kept)
{
    /// <summary>Cuts the steps up to the deepest tap where convolutions meet normalisation or pooling.</summary>
    internal static TrunkSegment[] Cut(TrunkProgram program, IReadOnlySet<int> taps)
    {
        var segments = new List<TrunkSegment>();
        int deepest = taps.Max();
        for (int first = 0; first < deepest;)
        {
            bool script = IsScriptStep(program.Steps[first]);
            int end = first + 1;
            while (end < deepest && (script ? IsScriptStep(program.Steps[end]) : Fuses(program, first, end, taps)))
                end++;
            int[] kept = [.. Enumerable.Range(first + 1, end - first).Where(value => taps.Contains(value) || value == end)];
            segments.Add(new TrunkSegment(first, end, script, kept));
            first = end;
        }

        return [.. segments];
    }

    private static bool IsScriptStep(Step step) => step is ConvStep or ConcatStep;

    /// <summary>A pooling joins the normalisation before it: the normalised map is then never written to memory.</summary>
    private static bool Fuses(TrunkProgram program, int first, int end, IReadOnlySet<int> taps) =>
        end == first + 1 && program.Steps[first] is NormalizeStep && program.Steps[end] is PoolStep && !taps.Contains(end);
}
