namespace Microsoft.ML.SppNet.Detection;

/// <summary>
/// Hierarchical grouping (Uijlings et al. 2013, algorithm 1): the two most similar regions that touch become one, until the image is one
/// region. A heap holds the similarities; those of regions that are gone are passed over when they come up.
/// </summary>
/// <remarks>Regions keep their number of birth; a merged one takes the place (size, box, histograms) of its first part.</remarks>
internal sealed class RegionGrouping
{
    private readonly RegionSet _regions;
    private readonly Similarities _measures;
    private readonly RegionHistograms? _colors;
    private readonly RegionHistograms? _textures;
    private readonly int[] _sizes;
    private readonly PixelBox[] _boxes;
    private readonly List<int>[] _neighbors;
    private readonly int[] _places;
    private readonly int[] _seen;

    // Of similarity and age: greater similarities first, older ones first among equals.
    private readonly PriorityQueue<(int First, int Second), ulong> _queue = new();
    private uint _pairs;

    internal RegionGrouping(RegionSet regions, Similarities measures)
    {
        (_regions, _measures) = (regions, measures);
        _colors = measures.HasFlag(Similarities.Color) ? regions.Colors.Copy() : null;
        _textures = measures.HasFlag(Similarities.Texture) ? regions.Textures.Copy() : null;
        _sizes = [.. regions.Sizes];
        _boxes = [.. regions.Boxes];
        int all = 2 * regions.Count - 1;
        _neighbors = new List<int>[all];
        _places = new int[all];
        _seen = new int[all];
        for (int region = 0; region < regions.Count; region++)
            (_neighbors[region], _places[region]) = ([], region);
    }

    /// <summary>
    /// The boxes of all regions: first those of the segmentation, then the merged ones in order of birth, the whole image's last.
    /// </summary>
    internal List<PixelBox> Group(CancellationToken cancellationToken)
    {
        var boxes = new List<PixelBox>(_neighbors.Length);
        boxes.AddRange(_boxes);
        foreach ((int first, int second) in _regions.Neighbors)
            Meet(first, second);
        while (_queue.TryDequeue(out (int First, int Second) pair, out _))
        {
            if (_places[pair.First] < 0 || _places[pair.Second] < 0)
                continue;
            cancellationToken.ThrowIfCancellationRequested();
            boxes.Add(Merge(pair.First, pair.Second, merged: boxes.Count));
        }

        return boxes;
    }

    private PixelBox Merge(int first, int second, int merged)
    {
        int place = _places[first], other = _places[second];
        float share = (float)_sizes[place] / (_sizes[place] + _sizes[other]);
        _colors?.Merge(place, share, other, 1 - share);
        _textures?.Merge(place, share, other, 1 - share);
        _sizes[place] += _sizes[other];
        _boxes[place] = _boxes[place].Union(_boxes[other]);
        (_places[first], _places[second], _places[merged]) = (-1, -1, place);
        _neighbors[merged] = [];
        MeetNeighborsOf(first, merged);
        MeetNeighborsOf(second, merged);
        return _boxes[place];
    }

    private void MeetNeighborsOf(int part, int merged)
    {
        foreach (int neighbor in _neighbors[part])
        {
            if (_places[neighbor] >= 0 && _seen[neighbor] != merged)
            {
                _seen[neighbor] = merged;
                Meet(neighbor, merged);
            }
        }

        _neighbors[part] = [];
    }

    private void Meet(int first, int second)
    {
        _neighbors[first].Add(second);
        _neighbors[second].Add(first);
        ulong similarity = BitConverter.SingleToUInt32Bits(Similarity(_places[first], _places[second]));
        _queue.Enqueue((first, second), (ulong)uint.MaxValue - similarity << 32 | _pairs++);
    }

    /// <summary>Not negative, so that its bits are in its order.</summary>
    private float Similarity(int first, int second)
    {
        float sum = 0, pixels = _regions.Pixels, both = (float)_sizes[first] + _sizes[second];
        if (_colors is not null)
            sum += _colors.Intersection(first, second);
        if (_textures is not null)
            sum += _textures.Intersection(first, second);
        if (_measures.HasFlag(Similarities.Size))
            sum += 1 - both / pixels;
        if (_measures.HasFlag(Similarities.Fill))
            sum += 1 - (_boxes[first].Union(_boxes[second]).Area - both) / pixels;
        return Math.Max(sum, 0);
    }
}
