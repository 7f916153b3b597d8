namespace Microsoft.ML.SppNet.Detection;

/// <summary>
/// Edge pixels in groups of nearly one direction (Zitnick and Dollár 2014, section 3.1): a group takes in the pixel beside it that turns
/// the least, until the turns add up to a limit. Pixels of weak groups then go to the neighbour whose direction is nearest.
/// </summary>
/// <remarks>Column by column, as the authors' program goes: which pixel comes first decides where a long edge is cut.</remarks>
internal sealed class EdgeClustering
{
    private const int NoEdge = -1, Free = 0;

    private readonly float[] _orientations;
    private readonly float[] _magnitudes;
    private readonly int[] _labels;
    private readonly int[] _edges;
    private readonly int[] _offsets;
    private readonly int[] _reachedBy;

    // Of the turn's bits and the order of coming: the least turn first, the one that came first among equals.
    private readonly PriorityQueue<int, ulong> _reached = new();

    private EdgeClustering(EdgeMap map, float minimumMagnitude)
    {
        (_orientations, _magnitudes) = (map.Orientations.ToArray(), map.Magnitudes.ToArray());
        int width = map.Width, height = map.Height;
        _labels = new int[width * height];
        Array.Fill(_labels, NoEdge);
        _offsets = [-width - 1, -1, width - 1, -width, width, -width + 1, 1, width + 1];
        _reachedBy = new int[_labels.Length];
        var edges = new List<int>();
        // The outermost pixels belong to no group.
        for (int x = 1; x < width - 1; x++)
        {
            for (int pixel = width + x; pixel < width * (height - 1); pixel += width)
            {
                if (_magnitudes[pixel] > minimumMagnitude)
                {
                    _labels[pixel] = Free;
                    edges.Add(pixel);
                }
            }
        }

        _edges = [.. edges];
    }

    /// <summary>The group of every pixel, from 1; 0 for a pixel of none. The edge pixels come column by column.</summary>
    internal static (int[] Labels, int Groups, int[] Edges) Cluster(EdgeMap map, EdgeBoxesOptions options)
    {
        var clustering = new EdgeClustering(map, (float)options.EdgeMinimumMagnitude);
        int groups = clustering.Grow((float)options.EdgeMergeThreshold);
        clustering.DissolveWeak(groups, (float)options.ClusterMinimumMagnitude);
        return clustering.Number(groups);
    }

    private int Grow(float limit)
    {
        int groups = 0;
        foreach (int start in _edges)
        {
            if (_labels[start] == Free)
                Grow(start, ++groups, limit);
        }

        return groups;
    }

    private void Grow(int start, int group, float limit)
    {
        _reached.Clear();
        uint order = 0;
        float turned = 0;
        for (int pixel = start; ;)
        {
            _labels[pixel] = group;
            foreach (int offset in _offsets)
            {
                int next = pixel + offset;
                if (_labels[next] != Free || _reachedBy[next] == group)
                    continue;
                _reachedBy[next] = group;
                _reached.Enqueue(next, (ulong)BitConverter.SingleToUInt32Bits(Turn(pixel, next)) << 32 | order++);
            }

            if (!_reached.TryDequeue(out pixel, out ulong priority))
                return;
            turned += BitConverter.UInt32BitsToSingle((uint)(priority >> 32));
            if (turned >= limit)
                return;
        }
    }

    private void DissolveWeak(int groups, float limit)
    {
        float[] sums = Magnitudes(groups);
        int[] free = [.. _edges.Where(pixel => sums[_labels[pixel]] <= limit)];
        foreach (int pixel in free)
            _labels[pixel] = Free;
        for (int left; free.Length > 0; free = free[..left])
        {
            left = 0;
            foreach (int pixel in free)
            {
                _labels[pixel] = NearestGroup(pixel);
                if (_labels[pixel] == Free)
                    free[left++] = pixel;
            }

            // None of them touches a group.
            if (left == free.Length)
                return;
        }
    }

    /// <summary>The group of the neighbour whose direction is nearest; <see cref="Free"/> where no neighbour is in a group.</summary>
    private int NearestGroup(int pixel)
    {
        int group = Free;
        float least = float.PositiveInfinity;
        foreach (int offset in _offsets)
        {
            int next = pixel + offset;
            if (_labels[next] > Free && Turn(pixel, next) is var turn && turn < least)
                (least, group) = (turn, _labels[next]);
        }

        return group;
    }

    /// <summary>Numbers the groups that are left from 1, in the order in which they began.</summary>
    private (int[] Labels, int Groups, int[] Edges) Number(int groups)
    {
        int[] edges = [.. _edges.Where(pixel => _labels[pixel] != Free)], numbers = new int[groups + 1];
        foreach (int pixel in edges)
            numbers[_labels[pixel]] = 1;
        int count = 0;
        foreach (ref int number in numbers.AsSpan())
            number = number > 0 ? ++count : 0;
        foreach (int pixel in edges)
            _labels[pixel] = numbers[_labels[pixel]];
        _labels.AsSpan().Replace(NoEdge, 0);
        return (_labels, count, edges);
    }

    private float[] Magnitudes(int groups)
    {
        float[] sums = new float[groups + 1];
        foreach (int pixel in _edges)
            sums[_labels[pixel]] += _magnitudes[pixel];
        return sums;
    }

    /// <summary>The angle between the directions at two pixels in half turns, 0 to ½.</summary>
    private float Turn(int first, int second)
    {
        float turn = Math.Abs(_orientations[first] - _orientations[second]) / MathF.PI;
        return turn > 0.5f ? 1 - turn : turn;
    }
}
