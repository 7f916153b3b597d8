namespace Microsoft.ML.SppNet.Detection;

/// <summary>
/// Felzenszwalb and Huttenlocher's segmentation ("Efficient Graph-Based Image Segmentation", 2004, algorithm 1): two components become
/// one across an edge that is no heavier than the heaviest edge inside either, plus k divided by its pixels. Components smaller than a
/// minimum are joined afterwards, in edge order.
/// </summary>
internal sealed class PixelSegmentation
{
    private readonly PixelGraph _graph;
    private readonly int[] _parents;
    private readonly int[] _sizes;
    private readonly float[] _limits;

    private PixelSegmentation(PixelGraph graph, float k)
    {
        _graph = graph;
        _parents = [.. Enumerable.Range(0, graph.Pixels)];
        _sizes = new int[graph.Pixels];
        _limits = new float[graph.Pixels];
        _sizes.AsSpan().Fill(1);
        _limits.AsSpan().Fill(k);
    }

    /// <summary>The region of every pixel, numbered from 0 in the order in which a reader meets them.</summary>
    internal static (int[] Labels, int Regions) Segment(PixelGraph graph, float k, int minimumSize, CancellationToken cancellationToken)
    {
        var segmentation = new PixelSegmentation(graph, k);
        segmentation.MergeAlike(k, cancellationToken);
        segmentation.MergeSmall(minimumSize, cancellationToken);
        return segmentation.Number();
    }

    private void MergeAlike(float k, CancellationToken cancellationToken)
    {
        for (int step = 0; step < PixelGraph.Steps; step++)
        {
            float weight = PixelGraph.Weight(step);
            foreach (int edge in _graph.EdgesOf(step))
            {
                (int first, int second) = Roots(edge);
                if (first != second && weight <= _limits[first] && weight <= _limits[second])
                {
                    int root = Join(first, second);
                    _limits[root] = weight + k / _sizes[root];
                }
            }

            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private void MergeSmall(int minimumSize, CancellationToken cancellationToken)
    {
        for (int step = 0; step < PixelGraph.Steps; step++)
        {
            foreach (int edge in _graph.EdgesOf(step))
            {
                (int first, int second) = Roots(edge);
                if (first != second && (_sizes[first] < minimumSize || _sizes[second] < minimumSize))
                    Join(first, second);
            }

            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private (int First, int Second) Roots(int edge)
    {
        (int first, int second) = _graph.Ends(edge);
        return (Root(first), Root(second));
    }

    private int Root(int pixel)
    {
        int[] parents = _parents;
        int parent = parents[pixel];
        while (parent != pixel)
        {
            int next = parents[parent];
            parents[pixel] = next;
            (pixel, parent) = (next, parents[next]);
        }

        return pixel;
    }

    private int Join(int first, int second)
    {
        if (_sizes[first] < _sizes[second])
            (first, second) = (second, first);
        _parents[second] = first;
        _sizes[first] += _sizes[second];
        return first;
    }

    private (int[] Labels, int Regions) Number()
    {
        int[] labels = new int[_parents.Length], labelOfRoot = new int[_parents.Length];
        labelOfRoot.AsSpan().Fill(-1);
        int regions = 0;
        for (int pixel = 0; pixel < labels.Length; pixel++)
        {
            ref int label = ref labelOfRoot[Root(pixel)];
            if (label < 0)
                label = regions++;
            labels[pixel] = label;
        }

        return (labels, regions);
    }
}
