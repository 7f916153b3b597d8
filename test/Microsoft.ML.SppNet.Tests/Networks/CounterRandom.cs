using System.Text;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>
/// Pseudo-random tensors that depend on a name and an element's index only, computed alike by test/oracles/counter_random.py: weights of
/// the goldens' size need not be stored.
/// </summary>
internal static class CounterRandom
{
    private const ulong GoldenGamma = 0x9E3779B97F4A7C15;
    private const int Block = 1 << 16;

    /// <summary>The first <paramref name="count"/> elements of the named tensor, row-major, each in offset ± amplitude.</summary>
    internal static float[] Fill(string name, long count, double amplitude, double offset = 0)
    {
        ulong seed = Seed(name);
        float[] values = new float[count];
        Parallel.For(0, (values.Length + Block - 1) / Block, block =>
        {
            int end = Math.Min(values.Length, (block + 1) * Block);
            for (int i = block * Block; i < end; i++)
            {
                double unit = (Mix(seed + ((ulong)i + 1) * GoldenGamma) >> 11) * (1.0 / (1L << 53));
                values[i] = (float)(offset + (2 * unit - 1) * amplitude);
            }
        });
        return values;
    }

    /// <summary>FNV-1a, 64 bit.</summary>
    private static ulong Seed(string name)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (byte b in Encoding.UTF8.GetBytes(name))
            hash = (hash ^ b) * 0x100000001B3;
        return hash;
    }

    /// <summary>The finaliser of splitmix64.</summary>
    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
