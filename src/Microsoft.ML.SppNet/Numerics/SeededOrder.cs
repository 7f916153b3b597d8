namespace Microsoft.ML.SppNet.Numerics;

/// <summary>Random orders that a seed fixes on any machine and .NET version.</summary>
internal static class SeededOrder
{
    /// <summary>Puts the items into a random order: for i from the last index down to 1, item i changes places with item <c>Below(i +
    /// 1)</c> (Fisher, Yates).</summary>
    internal static void Shuffle(Span<int> items, ref SplitMix64 random)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = Below(i + 1, ref random);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>A number in [0, <paramref name="bound"/>), each exactly as likely: the upper half of bits × bound, drawn again where the
    /// lower half falls into the uneven rest (Lemire: Fast Random Integer Generation in an Interval, 2019).</summary>
    internal static int Below(int bound, ref SplitMix64 random)
    {
        ulong range = (ulong)bound;
        ulong uneven = (0 - range) % range;
        ulong number, rest;
        do
            number = Math.BigMul(random.Next(), range, out rest);
        while (rest < uneven);
        return (int)number;
    }
}
