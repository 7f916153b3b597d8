namespace Microsoft.ML.SppNet.Detection;

/// <summary>Where a group of edge pixels is and which way it lies: sums over its pixels, weighted by magnitude.</summary>
internal struct EdgeMoments
{
    private double _weight;

    // In single precision, as EdgeScene sums.
    private float _magnitude;
    private double _x;
    private double _y;

    // Of twice the angle, so that half a turn makes no difference.
    private double _cosine;
    private double _sine;
    private int _lastX;
    private int _lastY;

    internal void Add(int x, int y, float weight, float orientation)
    {
        (double sine, double cosine) = PortableMath.SineAndCosine(2.0 * orientation);
        _magnitude += weight;
        (_weight, _x, _y) = (_weight + weight, _x + weight * x, _y + weight * y);
        (_cosine, _sine) = (_cosine + weight * cosine, _sine + weight * sine);
        (_lastX, _lastY) = (x, y);
    }

    /// <summary>
    /// |cos(θi − θij) · cos(θj − θij)|^γ, equation 1 of the paper, where θij is the angle of the line between the groups' means; both
    /// squared cosines from the double angles, cos²α = (1 + cos 2α) / 2.
    /// </summary>
    internal readonly double Affinity(EdgeMoments other, double gamma)
    {
        double x = other._x / other._weight - _x / _weight, y = other._y / other._weight - _y / _weight, square = x * x + y * y;
        // Orientations are across the edge, the line is along it: a right angle, so the sign of the double angle turns.
        double cosine = square > 0 ? (y * y - x * x) / square : -1, sine = square > 0 ? -2 * x * y / square : 0;
        return PortableMath.Power(SquaredCosine(cosine, sine) * other.SquaredCosine(cosine, sine), gamma / 2);
    }

    /// <summary>The group of these pixels.</summary>
    internal readonly EdgeGroup ToGroup(int firstLink, int links) => new(_lastX, _lastY, _magnitude, firstLink, links);

    private readonly double SquaredCosine(double cosine, double sine)
    {
        double length = Math.Sqrt(_cosine * _cosine + _sine * _sine);
        return length > 0 ? Math.Clamp((1 + (_cosine * cosine + _sine * sine) / length) / 2, 0, 1) : 0.5;
    }
}
