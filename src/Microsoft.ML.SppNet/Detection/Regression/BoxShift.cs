namespace Microsoft.ML.SppNet.Detection;

/// <summary>How a window must move to become another, in units of its own sides (R-CNN, appendix C): Δx/w, Δy/h, ln w′/w, ln
/// h′/h.</summary>
/// <remarks>Sides are right − left and bottom − top, as the code of the SPP-net authors has them.</remarks>
internal readonly record struct BoxShift(double X, double Y, double Width, double Height)
{
    internal const int Count = 4;

    /// <summary>What takes one box to another, both of some area.</summary>
    internal static BoxShift Between(ImageBox from, ImageBox to)
    {
        (Side x, Side y) = (new Side(from.Left, from.Right), new Side(from.Top, from.Bottom));
        (Side u, Side v) = (new Side(to.Left, to.Right), new Side(to.Top, to.Bottom));
        return new BoxShift(
            (u.Centre - x.Centre) / x.Length, (v.Centre - y.Centre) / y.Length, Math.Log(u.Length / x.Length),
            Math.Log(v.Length / y.Length));
    }

    internal static BoxShift From(ReadOnlySpan<double> values) => new(values[0], values[1], values[2], values[3]);

    internal double[] ToArray() => [X, Y, Width, Height];

    internal ImageBox Apply(ImageBox from)
    {
        (Side x, Side y) = (new Side(from.Left, from.Right), new Side(from.Top, from.Bottom));
        (double left, double right) = x.Moved(X, Width);
        (double top, double bottom) = y.Moved(Y, Height);
        return new ImageBox((float)left, (float)top, (float)right, (float)bottom);
    }

    private readonly record struct Side(double From, double To)
    {
        internal double Length => To - From;

        internal double Centre => (From + To) / 2;

        internal (double From, double To) Moved(double shift, double logarithm)
        {
            double centre = Centre + shift * Length, half = Length * Math.Exp(logarithm) / 2;
            return (centre - half, centre + half);
        }
    }
}
