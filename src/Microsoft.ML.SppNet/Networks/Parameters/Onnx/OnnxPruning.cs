using Microsoft.ML.SppNet.Networks.Architecture;

namespace Microsoft.ML.SppNet.Networks.Parameters;

/// <summary>Keeps the steps that lead to a value, numbered anew.</summary>
internal static class OnnxPruning
{
    /// <returns>The steps, and for each of their values the number that it had; the value asked for is the last.</returns>
    internal static (Step[] Steps, int[] Values) Reaching(OnnxSteps steps, int value)
    {
        bool[] wanted = new bool[value + 1];
        wanted[value] = true;
        for (int index = value; index > 0; index--)
        {
            foreach (int input in wanted[index] ? steps.All[index - 1].Inputs : [])
                wanted[input] = true;
        }

        int[] values = [0, .. Enumerable.Range(1, value).Where(index => wanted[index])];
        int[] renumbered = new int[value + 1];
        for (int index = 0; index < values.Length; index++)
            renumbered[values[index]] = index;
        return ([.. values.Skip(1).Select(index => steps.All[index - 1].Renumbered(renumbered))], values);
    }
}
