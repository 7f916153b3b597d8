using System.Runtime.InteropServices;

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
    private readonly List<SearchWindow>[] _kept;
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
        _kept = [.. Enumerable.Range(0, _bins * _bins).Select(_ => new List<SearchWindow>())];
    }

    /// <summary>Keeps the window, if none that was kept before overlaps it by more than the limit.</summary>
    internal bool Keep(SearchWindow window)
    {
        int across = _binOfSide[window.Width], down = _binOfSide[window.Height];
        for (int x = Math.Max(across - _reach, 0); x <= Math.Min(across + _reach, _bins - 1); x++)
        {
            for (int y = Math.Max(down - _reach, 0); y <= Math.Min(down + _reach, _bins - 1); y++)
            {
                if (OverlapsAny(window, CollectionsMarshal.AsSpan(_kept[x * _bins + y])))
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

    private bool OverlapsAny(SearchWindow window, ReadOnlySpan<SearchWindow> kept)
    {
        long area = (long)window.Width * window.Height;
        foreach (ref readonly SearchWindow other in kept)
        {
            int width = Math.Min(window.Right, other.Right) - Math.Max(window.Left, other.Left);
            int height = Math.Min(window.Bottom, other.Bottom) - Math.Max(window.Top, other.Top);
            if (width <= 0 || height <= 0)
                continue;
            long both = (long)width * height;
            if (both > _limit * (area + (long)other.Width * other.Height - both))
                return true;
        }

        return false;
    }
}
