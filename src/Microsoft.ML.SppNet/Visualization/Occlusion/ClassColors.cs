namespace Microsoft.ML.SppNet.Visualization;

/// <summary>Colours of classes, the most frequent first: Okabe and Ito's, which are told apart with every common kind of colour blindness;
/// the rest is grey.</summary>
internal sealed class ClassColors
{
    private static readonly (byte Red, byte Green, byte Blue)[] Palette =
        [(86, 180, 233), (230, 159, 0), (0, 158, 115), (240, 228, 66), (0, 114, 178), (213, 94, 0), (204, 121, 167)];

    private static readonly (byte Red, byte Green, byte Blue) Rest = (150, 150, 150);

    internal ClassColors(IEnumerable<int> classes) =>
        Named = [.. classes.GroupBy(one => one).OrderByDescending(group => group.Count()).ThenBy(group => group.Key)
            .Select(group => group.Key).Take(Palette.Length)];

    /// <summary>The classes that have a colour of their own, in the order of colours.</summary>
    internal IReadOnlyList<int> Named { get; }

    internal (byte Red, byte Green, byte Blue) this[int one]
    {
        get
        {
            for (int index = 0; index < Named.Count; index++)
            {
                if (Named[index] == one)
                    return Palette[index];
            }

            return Rest;
        }
    }
}
