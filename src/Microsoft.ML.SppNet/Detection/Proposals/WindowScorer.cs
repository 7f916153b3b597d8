using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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
        EdgeRuns rows = _scene.Rows, columns = _scene.Columns;
        sum = WithoutCrossing(rows.Between(window.Top, window.Left, window.Right), window, sum);
        if (!Suffices(sum * norm, best))
            return false;
        sum = WithoutCrossing(rows.Between(window.Bottom, window.Left, window.Right), window, sum);
        if (!Suffices(sum * norm, best))
            return false;
        sum = WithoutCrossing(columns.Between(window.Left, window.Top, window.Bottom), window, sum);
        if (!Suffices(sum * norm, best))
            return false;
        sum = WithoutCrossing(columns.Between(window.Right, window.Top, window.Bottom), window, sum);
        return Suffices(sum * norm, best);
    }

    private float WithoutCrossing(ReadOnlySpan<int> numbers, SearchWindow window, float sum)
    {
        ref GroupState states = ref MemoryMarshal.GetArrayDataReference(_states);
        ref EdgeGroup groups = ref MemoryMarshal.GetArrayDataReference(_scene.Groups);
        int[] queue = _queue;
        int queued = _queued, now = _window;
        foreach (int number in numbers)
        {
            ref GroupState state = ref Unsafe.Add(ref states, number);
            if (state.Window == now)
                continue;
            (state.Window, state.Weight, state.Waits) = (now, 1, true);
            queue[queued++] = number;
            ref EdgeGroup group = ref Unsafe.Add(ref groups, number);
            if (Holds(window, ref group))
                sum -= group.Magnitude;
        }

        _queued = queued;
        return sum;
    }

    /// <summary>
    /// Takes away the groups inside by the strongest path from any that the border crosses, the product of its affinities.
    /// </summary>
    private bool WithoutConnected(SearchWindow window, ref float sum, float norm, float best)
    {
        ref GroupState states = ref MemoryMarshal.GetArrayDataReference(_states);
        ref EdgeGroup groups = ref MemoryMarshal.GetArrayDataReference(_scene.Groups);
        int[] queue = _queue;
        int now = _window;
        // A ring: each group waits in it once at most.
        for (int next = 0, waiting = _queued; waiting > 0; waiting--)
        {
            int number = queue[next];
            next = next + 1 == queue.Length ? 0 : next + 1;
            ref GroupState from = ref Unsafe.Add(ref states, number);
            from.Waits = false;
            float weight = from.Weight;
            ref EdgeGroup group = ref Unsafe.Add(ref groups, number);
            foreach (ref readonly EdgeLink link in _scene.Links.AsSpan(group.FirstLink, group.Links))
            {
                float linked = weight * link.Affinity;
                if (linked < WeakestPath)
                    break;
                ref GroupState state = ref Unsafe.Add(ref states, link.Group);
                ref EdgeGroup other = ref Unsafe.Add(ref groups, link.Group);
                bool inside = Holds(window, ref other);
                if (state.Window != now)
                {
                    if (!inside)
                        continue;
                    (state.Window, state.Weight, state.Waits) = (now, 0, false);
                }

                if (linked <= state.Weight)
                    continue;
                if (inside)
                    sum -= (linked - state.Weight) * other.Magnitude;
                state.Weight = linked;
                if (!state.Waits)
                {
                    state.Waits = true;
                    int end = next + waiting - 1;
                    queue[end >= queue.Length ? end - queue.Length : end] = link.Group;
                    waiting++;
                }
            }

            if (!Suffices(sum * norm, best))
                return false;
        }

        return true;
    }

    private static bool Holds(SearchWindow window, ref EdgeGroup group) =>
        (uint)(group.X - window.Left) <= (uint)window.Width && (uint)(group.Y - window.Top) <= (uint)window.Height;

    /// <summary>The sum over columns and rows, the last ones included.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private float Sum(float[] sums, int left, int top, int right, int bottom)
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
