namespace Microsoft.ML.SppNet;

/// <summary>The generator SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014).</summary>
/// <remarks>What is drawn by seed must be the same on any machine and .NET version; <see cref="Random"/> promises that for neither.
/// Any state is a good one, zero included.</remarks>
internal struct SplitMix64(ulong state)
{
    private ulong _state = state;

    /// <summary>The next 64 random bits.</summary>
    internal ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number in [0, <paramref name="bound"/>), each exactly as likely: the upper half of bits × bound, drawn again where the lower
    /// half falls into the uneven rest (Lemire: Fast Random Integer Generation in an Interval, 2019).</summary>
    internal int Below(int bound)
    {
        ulong range = (ulong)bound;
        ulong uneven = (0 - range) % range;
        ulong number, rest;
        do
            number = Math.BigMul(Next(), range, out rest);
        while (rest < uneven);
        return (int)number;
    }

    /// <summary>Puts the items into a random order: for i from the last index down to 1, item i changes places with item <c>Below(i + 1)</c> (Fisher, Yates).</summary>
    internal void Shuffle(Span<int> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
