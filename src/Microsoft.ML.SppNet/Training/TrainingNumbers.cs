using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Training;

/// <summary>Random numbers that depend on the seed and on what they are for, and on nothing that ran before: a resumed run draws what the
/// uninterrupted one did.</summary>
internal static class TrainingNumbers
{
    /// <summary>What a sequence is for.</summary>
    internal enum Use
    {
        Weights,
        Order,
        Size,
        Image,
        Dropout,
    }

    /// <summary>The sequence of a use in an epoch, for an image or a step.</summary>
    internal static SplitMix64 For(int seed, Use use, int epoch = 0, long index = 0)
    {
        var mixer = new SplitMix64((ulong)(uint)seed);
        ulong key = mixer.Next();
        foreach (ulong part in (ReadOnlySpan<ulong>)[(ulong)use, (ulong)epoch, (ulong)index])
            key = new SplitMix64(key ^ (part * 0x9E3779B97F4A7C15UL)).Next();
        return new SplitMix64(key);
    }
}
