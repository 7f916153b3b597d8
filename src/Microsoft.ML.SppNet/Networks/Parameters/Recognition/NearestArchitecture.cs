using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Networks.Parameters;

/// <summary>What is said of a file whose tensors are those of no known network: the network that comes nearest, and what differs.</summary>
internal static class NearestArchitecture
{
    /// <summary>Tensors of equal shape, as a part of all; equal names decide between networks of equal shapes.</summary>
    internal static double Likeness(IReadOnlyDictionary<string, long[]> expected, IReadOnlyDictionary<string, long[]> found)
    {
        Dictionary<string, int> shapes = found.Values.GroupBy(ErrorText.Shape).ToDictionary(group => group.Key, group => group.Count());
        int same = expected.Values.GroupBy(ErrorText.Shape).Sum(group => Math.Min(group.Count(), shapes.GetValueOrDefault(group.Key)));
        int named = expected.Keys.Count(found.ContainsKey);
        double all = Math.Max(1, Math.Max(expected.Count, found.Count));
        return (same + (0.1 * named)) / (1.1 * all);
    }

    internal static InvalidDataException Unknown(IWeightFile file, WeightRecognition.Candidate nearest)
    {
        const double tooFar = 0.2;
        string head = $"'{file.Name}' carries no model card, and its {file.Shapes.Count} tensors are those of no known network";
        string hint =
            $"Say which network it is: --architecture NAME, or new NetworkArchitecture(\"NAME\") for SppNetwork.Load; known are "
                + $"{string.Join(", ", NetworkArchitecture.Names)}.";
        if (nearest.Likeness < tooFar)
            return new InvalidDataException($"{head}. {hint}");
        int right = nearest.Expected.Count(tensor => nearest.Found.TryGetValue(tensor.Key, out long[]? shape)
            && WeightShapes.Same(tensor.Value, shape));
        int wrong = nearest.Expected.Count - right;
        string differ = wrong > 0 ? $"{wrong} of its {nearest.Expected.Count} tensors are missing, named otherwise or of another shape"
            : "there are more tensors than it has";
        return new InvalidDataException(
            $"{head}. It looks like {nearest.Architecture.Name}, but {differ}:{WeightShapes.Shortest(nearest.Differences)}\n{hint}");
    }
}
