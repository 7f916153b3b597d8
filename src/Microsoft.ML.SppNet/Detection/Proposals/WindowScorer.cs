using System.Runtime.CompilerServices;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>
/// Scores windows by the edges that lie wholly inside (Zitnick and Dollár 2014, section 3.2, equations 2 to 4), and moves them to where
/// they score best. For one thread: it keeps notes on the groups from one window to the next.
/// </summary>
internal sealed class WindowScorer
{
    /// <summary>A group that is connected to the border by less counts as not connected (section 3.1).</summary>
    private const float WeakestPath = 0.05f;

    private readonly EdgeScene _scene;
    private readonly float _minimumScore;
    private readonly float _step;

    // For each group in the present window how strongly it is connected to the border.
    private readonly GroupState[] _states;
    private readonly int[] _queue;
    private int _window;
    private int _queued;

    internal WindowScorer(EdgeScene scene, EdgeBoxesOptions options)
    {
        (_scene, _minimumScore) = (scene, (float)options.MinimumScore);
        _step = (float)((1 - options.Alpha) / (1 + options.Alpha));
        _states = new GroupState[scene.Groups.Length];
        _queue = new int[scene.Groups.Length];
    }

    /// <summary>The window's score; 0 where it is below the minimum, or would not be above <paramref name="best"/>.</summary>
    internal float Score(SearchWindow window, float best)
    {
        int halfWidth = window.Width / 2, halfHeight = window.Height / 2;
        int middleLeft = window.Left + halfWidth / 2, middleTop = window.Top + halfHeight / 2;
        float norm = _scene.Norms[halfWidth + halfHeight];
        float sum = Sum(_scene.GroupSums, window.Left, window.Top, window.Right, window.Bottom)
            - Sum(_scene.EdgeSums, middleLeft, middleTop, middleLeft + halfWidth, middleTop + halfHeight);
        // What follows only takes away.
        return Suffices(sum * norm, best) && WithoutCrossing(window, ref sum, norm, best) && WithoutConnected(window, ref sum, norm, best)
            ? sum * norm : 0;
    }

    /// <summary>
    /// Moves each side in turn outwards or inwards where that scores better, and halves the steps until they are two pixels (section 3.3).
    /// </summary>
    internal (SearchWindow Window, float Score) Refine(SearchWindow window, float score)
    {
        int stepX = (int)(window.Width * _step) / 2, stepY = (int)(window.Height * _step) / 2;
        for (; stepX > 2 || stepY > 2; (stepX, stepY) = (stepX / 2, stepY / 2))
        {
            (stepX, stepY) = (Math.Max(stepX, 1), Math.Max(stepY, 1));
            if (!Try(window with { Top = Math.Max(window.Top - stepY, 0) }, ref window, ref score))
                Try(window with { Top = window.Top + stepY }, ref window, ref score);
            if (!Try(window with { Bottom = Math.Min(window.Bottom + stepY, _scene.Height - 1) }, ref window, ref score))
                Try(window with { Bottom = window.Bottom - stepY }, ref window, ref score);
            if (!Try(window with { Left = Math.Max(window.Left - stepX, 0) }, ref window, ref score))
                Try(window with { Left = window.Left + stepX }, ref window, ref score);
            if (!Try(window with { Right = Math.Min(window.Right + stepX, _scene.Width - 1) }, ref window, ref score))
                Try(window with { Right = window.Right - stepX }, ref window, ref score);
        }

        return (window, score);
    }

    private bool Try(SearchWindow moved, ref SearchWindow window, ref float score)
    {
        if (moved.Width <= 0 || moved.Height <= 0 || Score(moved, score) is not (> 0 and var better))
            return false;
        (window, score) = (moved, better);
        return true;
    }

    private bool Suffices(float score, float best) => score >= _minimumScore && score > best;

    /// <summary>Takes away the groups that the border crosses.</summary>
    private bool WithoutCrossing(SearchWindow window, ref float sum, float norm, float best)
    {
        if (++_window == int.MaxValue)
        {
            Array.Clear(_states);
            _window = 1;
        }

        _queued = 0;
        Cross(_scene.Rows.Between(window.Top, window.Left, window.Right), window, ref sum);
        Cross(_scene.Rows.Between(window.Bottom, window.Left, window.Right), window, ref sum);
        Cross(_scene.Columns.Between(window.Left, window.Top, window.Bottom), window, ref sum);
        Cross(_scene.Columns.Between(window.Right, window.Top, window.Bottom), window, ref sum);
        return Suffices(sum * norm, best);
    }

    private void Cross(ReadOnlySpan<int> groups, SearchWindow window, ref float sum)
    {
        foreach (int number in groups)
        {
            ref GroupState state = ref _states[number];
            if (state.Window == _window)
                continue;
            state = new GroupState { Window = _window, Weight = 1, Waits = true };
            _queue[_queued++] = number;
            ref readonly EdgeGroup group = ref _scene.Groups[number];
            if (Holds(window, in group))
                sum -= group.Magnitude;
        }
    }

    /// <summary>Takes away the groups inside by the strongest path from any that the border crosses, the product of its affinities.</summary>
    private bool WithoutConnected(SearchWindow window, ref float sum, float norm, float best)
    {
        EdgeGroup[] groups = _scene.Groups;
        EdgeLink[] links = _scene.Links;
        // A ring: each group waits in it once at most.
        for (int next = 0, waiting = _queued; waiting > 0; waiting--)
        {
            int number = _queue[next];
            next = next + 1 == _queue.Length ? 0 : next + 1;
            _states[number].Waits = false;
            float weight = _states[number].Weight;
            for (int link = groups[number].FirstLink; link < groups[number].EndOfLinks; link++)
            {
                float linked = weight * links[link].Affinity;
                if (linked < WeakestPath)
                    break;
                int other = links[link].Group;
                ref GroupState state = ref _states[other];
                bool known = state.Window == _window;
                if (known ? linked <= state.Weight : !Holds(window, in groups[other]))
                    continue;
                if (!known)
                    state = new GroupState { Window = _window };
                if (Holds(window, in groups[other]))
                    sum -= (linked - state.Weight) * groups[other].Magnitude;
                state.Weight = linked;
                if (!state.Waits)
                {
                    state.Waits = true;
                    int end = next + waiting - 1;
                    _queue[end >= _queue.Length ? end - _queue.Length : end] = other;
                    waiting++;
                }
            }

            if (!Suffices(sum * norm, best))
                return false;
        }

        return true;
    }

    private static bool Holds(SearchWindow window, in EdgeGroup group) =>
        group.X >= window.Left && group.X <= window.Right && group.Y >= window.Top && group.Y <= window.Bottom;

    /// <summary>The sum over columns and rows, the last ones included.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Sum(int[] sums, int left, int top, int right, int bottom)
    {
        int stride = _scene.Width + 1, above = top * stride, below = (bottom + 1) * stride;
        return sums[above + left] + sums[below + right + 1] - sums[above + right + 1] - sums[below + left];
    }

    private struct GroupState
    {
        internal int Window;
        internal float Weight;
        internal bool Waits;
    }
}
