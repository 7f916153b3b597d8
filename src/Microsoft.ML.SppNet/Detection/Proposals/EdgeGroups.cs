namespace Microsoft.ML.SppNet.Detection;

/// <summary>The groups of an edge map and how well they continue in each other.</summary>
internal sealed class EdgeGroups
{
    /// <summary>Groups further apart have no affinity: pixels, along rows and columns (section 3.1 of the paper).</summary>
    private const int Reach = 2;

    private EdgeGroups(EdgeMap map, int[] labels, int groups, int[] edges, double gamma)
    {
        Labels = labels;
        var moments = new EdgeMoments[groups + 1];
        foreach (int pixel in edges)
        {
            moments[labels[pixel]].Add(pixel % map.Width, pixel / map.Width, map.Magnitudes[pixel], map.Orientations[pixel]);
        }

        List<int>[] neighbors = Neighbors(map, labels, groups, edges);
        Groups = new EdgeGroup[groups + 1];
        Links = new EdgeLink[neighbors.Sum(list => list.Count)];
        for (int group = 1, link = 0; group <= groups; group++)
        {
            int first = link;
            foreach (int other in neighbors[group])
                Links[link++] = new EdgeLink(other, (float)moments[group].Affinity(moments[other], gamma));
            // The strongest first: whoever follows them stops at the first that is too weak.
            Links.AsSpan(first..link).Sort(
                (a, b) => a.Affinity != b.Affinity ? b.Affinity.CompareTo(a.Affinity) : a.Group.CompareTo(b.Group));
            Groups[group] = moments[group].ToGroup(first, link - first);
        }
    }

    /// <summary>The group of every pixel, from 1; 0 for a pixel of none.</summary>
    internal int[] Labels { get; }

    /// <summary>The groups by number; the one of number 0 is empty.</summary>
    internal EdgeGroup[] Groups { get; }

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
