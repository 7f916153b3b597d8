namespace Microsoft.ML.SppNet.Numerics;

/// <summary>Refuses numbers that were cast to an enumeration and are none of its values.</summary>
internal static class Choices
{
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentException">It is none of its type's; the message lists those there are.</exception>
    internal static T Defined<T>(T value)
        where T : struct, Enum => Enum.IsDefined(value)
        ? value
        : throw new ArgumentException($"{value} is no {typeof(T).Name}; there are {string.Join(", ", Enum.GetNames<T>())}.");
}
