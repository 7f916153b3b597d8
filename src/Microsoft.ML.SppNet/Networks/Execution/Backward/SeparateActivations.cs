using Microsoft.ML.SppNet.Networks.Architecture;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>A trunk in which every activation is a step of its own, so that what it read is a value as well.</summary>
/// <param name="Program">The trunk; it has the taps of the one that it was made from.</param>
/// <param name="Values">For each value of that one its number here.</param>
internal sealed record SeparateActivations(TrunkProgram Program, IReadOnlyList<int> Values)
{
    internal static SeparateActivations Of(TrunkProgram program)
    {
        List<Step> steps = [];
        List<int> values = [0];
        foreach (Step step in program.Steps)
        {
            steps.Add(step.WithoutActivation().Renumbered(values));
            if (step.ResultActivation != Activation.None)
                steps.Add(new ActivationStep(steps.Count, step.ResultActivation));
            values.Add(steps.Count);
        }

        return new(TrunkProgram.Create(steps, [.. program.Taps.Select(tap => KeyValuePair.Create(tap.Key, values[tap.Value]))]), values);
    }
}
