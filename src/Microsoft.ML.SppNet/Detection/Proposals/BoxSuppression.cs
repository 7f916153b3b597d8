using System.Runtime.Intrinsics;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>
/// Keeps of windows in order the first of all that overlap much (greedy non-maximum suppression). Only windows of like width and height
/// can overlap by more than the limit, so only those are compared.
/// </summary>
internal sealed class BoxSuppression
{
    private readonly double _beta;
    private readonly double _eta;
    private readonly int[] _binOfSide;
    private readonly int _bins;
    private readonly KeptWindows[] _kept;
    private double _limit;
    private int _reach = 1;

    /// <param name="beta">The limit of the overlap, below 1.</param>
    /// <param name="eta">What it is multiplied by after every window that is kept, as long as it is above one half.</param>
    /// <param name="longestSide">No window is longer.</param>
    internal BoxSuppression(double beta, double eta, int longestSide)
    {
        (_beta, _limit, _eta) = (beta, beta, eta);
        _binOfSide = new int[longestSide + 1];
        double end = 1;
        for (int side = 1; side <= longestSide; side++)
        {
            // Sides of a bin differ by less than the overlap allows, those of bins that are not neighbours by more.
            for (; side >= end; end /= beta)
                _bins++;
            _binOfSide[side] = _bins;
        }

        _bins++;
        _kept = [.. Enumerable.Range(0, _bins * _bins).Select(_ => new KeptWindows())];
    }

    /// <summary>Keeps the window, if none that was kept before overlaps it by more than the limit.</summary>
    internal bool Keep(SearchWindow window)
    {
        int across = _binOfSide[window.Width], down = _binOfSide[window.Height];
        // Most that go overlap a window of their own bin.
        if (OverlapsAny(window, _kept[across * _bins + down]))
            return false;
        for (int x = Math.Max(across - _reach, 0); x <= Math.Min(across + _reach, _bins - 1); x++)
        {
            for (int y = Math.Max(down - _reach, 0); y <= Math.Min(down + _reach, _bins - 1); y++)
            {
                if (OverlapsAny(window, _kept[x * _bins + y]))
                    return false;
            }
        }

        _kept[across * _bins + down].Add(window);
        if (_eta < 1 && _limit > 0.5)
        {
            _limit *= _eta;
            // Bins that are further apart differ by more than the new limit.
            for (_reach = 1; PortableMath.Power(_beta, _reach) > _limit;)
                _reach++;
        }

        return true;
    }

    private bool OverlapsAny(SearchWindow window, KeptWindows kept)
    {
        Vector256<int> left = Vector256.Create(window.Left), top = Vector256.Create(window.Top);
        Vector256<int> right = Vector256.Create(window.Right), bottom = Vector256.Create(window.Bottom);
        Vector256<float> area = Vector256.Create((float)window.Width * window.Height), limit = Vector256.Create((float)_limit);
        for (int i = 0; i < kept.Count; i += Vector256<int>.Count)
        {
            Vector256<int> width = Vector256.Min(right, kept.Right(i)) - Vector256.Max(left, kept.Left(i));
            Vector256<int> height = Vector256.Min(bottom, kept.Bottom(i)) - Vector256.Max(top, kept.Top(i));
            Vector256<float> both = Vector256.ConvertToSingle(Vector256.Max(width, default))
                * Vector256.ConvertToSingle(Vector256.Max(height, default));
            if (Vector256.GreaterThanAny(both / (area + kept.Area(i) - both), limit))
                return true;
        }

        return false;
    }
}
