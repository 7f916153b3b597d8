namespace Microsoft.ML.SppNet.Networks.Parameters;

/// <summary>A file as a parameter: parameters are float32, and a whole number below 2²⁴ is one exactly, so each holds three bytes of it.
/// The first says how many there are.</summary>
internal static class ScriptBytes
{
    private const int PerFloat = 3, Most = 1 << 24;

    /// <summary>How many floats so many bytes take.</summary>
    internal static long CountOf(long bytes) => 2 + (bytes + PerFloat - 1) / PerFloat;

    internal static void Pack(ReadOnlySpan<byte> bytes, Span<float> floats)
    {
        (floats[0], floats[1]) = (bytes.Length / Most, bytes.Length % Most);
        for (int index = 0; index < floats.Length - 2; index++)
        {
            ReadOnlySpan<byte> part = bytes[(index * PerFloat)..];
            floats[2 + index] = part[0] | (part.Length > 1 ? part[1] << 8 : 0) | (part.Length > 2 ? part[2] << 16 : 0);
        }
    }

    /// <exception cref="InvalidDataException">The floats are none that <see cref="Pack"/> made.</exception>
    internal static byte[] Unpack(ReadOnlySpan<float> floats)
    {
        long count = floats.Length < 2 || floats.ContainsAnyExceptInRange(0, Most - 1) ? -1 : (long)floats[0] * Most + (long)floats[1];
        if (count < 0 || CountOf(count) != floats.Length)
            throw new InvalidDataException("The network's TorchScript module is damaged.");
        byte[] bytes = new byte[count];
        for (int index = 0; index < bytes.Length; index++)
            bytes[index] = (byte)((int)floats[2 + index / PerFloat] >> (index % PerFloat * 8));
        return bytes;
    }
}
