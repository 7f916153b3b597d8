using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>
/// Scores windows by the edges that lie wholly inside (Zitnick and Dollár 2014, section 3.2, equations 2 to 4), and moves them to where
/// they score best. For one thread: it keeps notes on the groups from one window to the next.
/// </summary>
internal sealed class WindowScorer
{
    private readonly EdgeScene _scene;
    private readonly float _minimumScore;
    private readonly float _step;

    // What is asked of a group again and again, side by side.
    private readonly GroupState[] _states;
    private readonly int[] _queue;
    private int _window;
    private int _queued;

    internal WindowScorer(EdgeScene scene, EdgeBoxesOptions options)
    {
        (_scene, _minimumScore) = (scene, (float)options.MinimumScore);
        _step = (float)((1 - options.Alpha) / (1 + options.Alpha));
        _states = [.. scene.Groups.Select(group => new GroupState { Group = group })];
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
        if (moved == window || moved.Width <= 0 || moved.Height <= 0 || Score(moved, score) is not (> 0 and var better))
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
            foreach (ref GroupState state in _states.AsSpan())
                state.Window = 0;
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
        int[] queue = _queue;
        int queued = _queued, now = _window;
        foreach (int number in numbers)
        {
            ref GroupState state = ref Unsafe.Add(ref states, number);
            if (state.Window == now)
                continue;
            (state.Window, state.Weight, state.Waits) = (now, 1, true);
            if (state.Group.Links > 0)
                queue[queued++] = number;
            if (Holds(window, ref state))
                sum -= state.Group.Magnitude;
        }

        _queued = queued;
        return sum;
    }

    /// <summary>
    /// Takes away the groups inside by the strongest path from any that the border crosses, the product of its affinities.
    /// </summary>
    private bool WithoutConnected(SearchWindow window, ref float result, float norm, float best)
    {
        ref GroupState states = ref MemoryMarshal.GetArrayDataReference(_states);
        ref EdgeLink links = ref MemoryMarshal.GetArrayDataReference(_scene.Links);
        int[] queue = _queue;
        int now = _window;
        float sum = result;
        // A ring: each group waits in it once at most.
        for (int next = 0, waiting = _queued; waiting > 0; waiting--)
        {
            ref GroupState from = ref Unsafe.Add(ref states, queue[next]);
            next = next + 1 == queue.Length ? 0 : next + 1;
            from.Waits = false;
            float weight = from.Weight;
            ref EdgeLink link = ref Unsafe.Add(ref links, from.Group.FirstLink);
            for (int left = from.Group.Links; left > 0; left--, link = ref Unsafe.Add(ref link, 1))
            {
                float linked = weight * link.Affinity;
                if (linked < EdgeGroups.WeakestPath)
                    break;
                ref GroupState state = ref Unsafe.Add(ref states, link.Group);
                bool known = state.Window == now;
                if (known && linked <= state.Weight)
                    continue;
                bool inside = Holds(window, ref state);
                if (!known)
                {
                    if (!inside)
                        continue;
                    (state.Window, state.Weight, state.Waits) = (now, 0, false);
                }

                if (inside)
                    sum -= (linked - state.Weight) * state.Group.Magnitude;
                state.Weight = linked;
                // Who has a single link has it to where this came from.
                if (!state.Waits && state.Group.Links > 1)
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

        result = sum;
        return true;
    }

    private static bool Holds(SearchWindow window, ref GroupState state) =>
        (uint)(state.Group.X - window.Left) <= (uint)window.Width && (uint)(state.Group.Y - window.Top) <= (uint)window.Height;

    /// <summary>The sum over columns and rows, the last ones included.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private float Sum(float[] sums, int left, int top, int right, int bottom)
    {
        int stride = _scene.Width + 1, above = top * stride, below = (bottom + 1) * stride;
        return sums[above + left] + sums[below + right + 1] - sums[above + right + 1] - sums[below + left];
    }

    /// <summary>A group, the last window that it was met in, and how strongly it is connected to that window's border.</summary>
    private struct GroupState
    {
        internal EdgeGroup Group;
        internal int Window;
        internal float Weight;
        internal bool Waits;
    }
}
