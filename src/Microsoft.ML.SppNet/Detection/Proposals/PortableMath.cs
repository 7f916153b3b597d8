namespace Microsoft.ML.SppNet.Detection;

/// <summary>
/// Functions made of operations that IEEE 754 rounds exactly: those of the runtime differ in the last bit between machines, and one bit
/// can change which boxes are found.
/// </summary>
internal static class PortableMath
{
    /// <summary>sin and cos of an angle of some turns at most.</summary>
    internal static (double Sine, double Cosine) SineAndCosine(double angle)
    {
        double quarters = Math.Round(angle / (Math.PI / 2)), rest = angle - quarters * (Math.PI / 2), square = rest * rest;
        // Taylor's series within an eighth of a turn: the next terms are below 1e-17.
        double sine = rest, cosine = 1, term = rest, otherTerm = 1;
        for (int n = 1; n < 9; n++)
        {
            sine += term *= -square / (2 * n * (2 * n + 1));
            cosine += otherTerm *= -square / ((2 * n - 1) * (2 * n));
        }

        return ((int)quarters & 3) switch
        {
            0 => (sine, cosine),
            1 => (cosine, -sine),
            2 => (-sine, -cosine),
            _ => (-cosine, sine),
        };
    }

    /// <summary>The angle of a line through the origin and a point, from 0 to π; 0 for the origin itself.</summary>
    internal static double LineAngle(double x, double y)
    {
        if (y < 0)
            (x, y) = (-x, -y);
        return y == 0 ? 0 : y <= Math.Abs(x)
            ? (x > 0 ? Arctangent(y / x) : Math.PI - Arctangent(y / -x))
            : Math.PI / 2 - Arctangent(x / y);
    }

    /// <summary>A power; exact arithmetic where twice the exponent is a whole number, as the papers' are.</summary>
    internal static double Power(double value, double exponent)
    {
        double twice = 2 * exponent;
        if (twice is not (>= 0 and <= 16) || Math.Floor(twice) != twice)
            return Math.Pow(value, exponent);
        double power = (int)twice % 2 == 0 ? 1 : Math.Sqrt(value);
        for (int i = 0; i < (int)twice / 2; i++)
            power *= value;
        return power;
    }

    /// <summary>The arctangent of a number from −1 to 1: twice halved, then its series, whose next terms are below 1e-17.</summary>
    private static double Arctangent(double tangent)
    {
        for (int halving = 0; halving < 2; halving++)
            tangent /= 1 + Math.Sqrt(1 + tangent * tangent);
        double square = tangent * tangent, sum = 0;
        for (int n = 25; n > 0; n -= 2)
            sum = 1.0 / n - square * sum;
        return 4 * tangent * sum;
    }
}
