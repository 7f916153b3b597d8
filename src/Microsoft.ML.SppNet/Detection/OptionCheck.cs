namespace Microsoft.ML.SppNet.Detection;

/// <summary>One wording for options that cannot be used.</summary>
internal static class OptionCheck
{
    internal static void Require<T>(bool valid, string options, string name, string expected, T value)
    {
        if (!valid)
            throw new ArgumentException(FormattableString.Invariant($"{options}.{name} must be {expected}, but is {value}."), name);
    }
}
