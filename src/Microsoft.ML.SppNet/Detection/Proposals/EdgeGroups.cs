namespace Microsoft.ML.SppNet.Detection;

/// <summary>The groups of an edge map and how well they continue in each other.</summary>
internal sealed class EdgeGroups
{
    /// <summary>Groups further apart have no affinity: pixels, along rows and columns (section 3.1 of the paper).</summary>
    private const int Reach = 2;

    /// <summary>Groups that are connected by less count as not connected (section 3.1).</summary>
    internal const float WeakestPath = 0.05f;

    private EdgeGroups(EdgeMap map, int[] labels, int groups, int[] edges, double gamma)
    {
        Labels = labels;
        var moments = new EdgeMoments[groups + 1];
        foreach (int pixel in edges)
            moments[labels[pixel]].Add(pixel % map.Width, pixel / map.Width, map.Magnitudes[pixel], map.Orientations[pixel]);

        List<int>[] neighbors = Neighbors(map, labels, groups, edges);
        Groups = new EdgeGroup[groups + 1];
        var links = new List<EdgeLink>();
        for (int group = 1; group <= groups; group++)
        {
            int first = links.Count;
            // The strongest first: whoever follows them stops at the first that is too weak.
            links.AddRange(neighbors[group]
                .Select(other => new EdgeLink(other, (float)moments[group].Affinity(moments[other], gamma)))
                .Where(link => link.Affinity >= WeakestPath)
                .OrderByDescending(link => link.Affinity).ThenBy(link => link.Group));
            Groups[group] = moments[group].ToGroup(first, links.Count - first);
        }

        Links = [.. links];
    }

    /// <summary>The group of every pixel, from 1; 0 for a pixel of none.</summary>
    internal int[] Labels { get; }

    /// <summary>The groups by number; the one of number 0 is empty.</summary>
    internal EdgeGroup[] Groups { get; }

    /// <summary>The links of all groups, each in both directions; those too weak to count are left out.</summary>
    internal EdgeLink[] Links { get; }

    internal static EdgeGroups Of(EdgeMap map, EdgeBoxesOptions options)
    {
        (int[] labels, int groups, int[] edges) = EdgeClustering.Cluster(map, options);
        return new EdgeGroups(map, labels, groups, edges, options.Gamma);
    }

    private static List<int>[] Neighbors(EdgeMap map, int[] labels, int groups, int[] edges)
    {
        var neighbors = new List<int>[groups + 1];
        for (int group = 0; group <= groups; group++)
            neighbors[group] = [];
        foreach (int pixel in edges)
        {
            int x = pixel % map.Width, y = pixel / map.Width, group = labels[pixel];
            // Pixels so near to the map's edges look for none, as in the authors' program; those further in find them.
            if (x < Reach || y < Reach || x >= map.Width - Reach || y >= map.Height - Reach)
                continue;
            for (int row = pixel - Reach * map.Width; row <= pixel + Reach * map.Width; row += map.Width)
            {
                foreach (int other in labels.AsSpan(row - Reach, 2 * Reach + 1))
                {
                    if (other <= group || neighbors[group].Contains(other))
                        continue;
                    neighbors[group].Add(other);
                    neighbors[other].Add(group);
                }
            }
        }

        return neighbors;
    }
}
