using System.Globalization;

namespace Microsoft.ML.SppNet.Benchmarks;

/// <summary>Rows and columns of a network's input, written <c>375x500</c>.</summary>
internal readonly record struct InputSize(int Height, int Width)
{
    internal static InputSize Parse(string text)
    {
        int[] sides = [.. text.Split('x').Select(side => int.Parse(side, CultureInfo.InvariantCulture))];
        return sides is [int height, int width]
            ? new(height, width)
            : throw new FormatException($"A size is ROWSxCOLUMNS, as 375x500, not '{text}'.");
    }

    public override string ToString() => $"{Height}x{Width}";
}
