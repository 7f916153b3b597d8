namespace Microsoft.ML.SppNet.Visualization;

/// <summary>One search for the strongest responses of some maps.</summary>
internal sealed class ResponseSearch(SppNetwork network, string tap, StrongestOptions options, int[] maps)
{
    private readonly TopList[] _tops = [.. maps.Select(_ => new TopList(options.Count))];
    private readonly Dictionary<int, string> _paths = [];

    /// <summary>Looks at every image's maxima.</summary>
    internal void Scan(IEnumerable<string> images)
    {
        using var extractor = new SppFeatureExtractor(
            network,
            new SppFeatureOptions
            {
                Sizes = options.Size == 0 ? [] : [options.Size],
                View = options.View,
                BatchSize = options.BatchSize,
                GpuDeviceId = options.GpuDeviceId,
            },
            new SppFeatureColumn("Maxima") { Taps = [tap], Levels = [1] });
        if (options.CacheFolder is null)
            ScanLazily(extractor, images);
        else
            ScanWithCache(extractor, [.. images]);
    }

    /// <summary>Runs the images found once more, in their order, for the places.</summary>
    internal IReadOnlyList<MapResponses> Locate(Action<StrongestResponse, ActivationTrace>? look)
    {
        StrongestResponse[][] found = [.. _tops.Select(top => new StrongestResponse[top.Found.Count])];
        var wanted = from map in Enumerable.Range(0, maps.Length)
                     from rank in Enumerable.Range(0, found[map].Length)
                     group (map, rank) by _tops[map].Found[rank].Image into image
                     orderby image.Key
                     select image;
        foreach (IGrouping<int, (int Map, int Rank)> image in wanted)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            string path = _paths[image.Key];
            NetworkInput input = NetworkInput.Load(network, path, options.Size, options.View);
            using ActivationTrace trace = ActivationTrace.Run(network, input, tap);
            foreach ((int map, int rank) in image)
            {
                MapActivation activation = trace.Strongest(maps[map]);
                ImageBox field = trace.Field.Box(activation.Row, activation.Column).Intersect(input.Bounds);
                found[map][rank] = new StrongestResponse(rank, image.Key, path, activation, field, input.OnImage(field));
                look?.Invoke(found[map][rank], trace);
            }
        }

        return [.. maps.Select((map, index) => new MapResponses(map, found[index]))];
    }

    private void ScanLazily(SppFeatureExtractor extractor, IEnumerable<string> images)
    {
        int index = 0;
        foreach (SppFeatureResult result in extractor.ExtractMany(images, options.Cancellation))
        {
            if (result.Error is { } error)
                (options.Skip ?? throw error)(index, error);
            else
                Take(index, result.Path, result.Vectors![0]);
            index++;
            options.Progress?.Report(index);
        }
    }

    private void ScanWithCache(SppFeatureExtractor extractor, string[] images)
    {
        HashSet<int> skipped = [];
        Action<int, ImageReadException>? skip = options.Skip is { } hears
            ? (index, error) =>
            {
                skipped.Add(index);
                hears(index, error);
            }
        : null;
        var progress = options.Progress is { } told ? new Told(told) : null;
        FeatureMatrix maxima =
            ImageSetFeatures.Extract(extractor, images, options.CacheFolder, progress, null, skip, options.Cancellation)[0];
        int row = 0;
        for (int index = 0; index < images.Length; index++)
        {
            if (!skipped.Contains(index))
                Take(index, images[index], maxima[row++]);
        }
    }

    private void Take(int image, string path, ReadOnlySpan<float> maxima)
    {
        bool kept = false;
        for (int map = 0; map < maps.Length; map++)
            kept |= _tops[map].Add(image, maxima[maps[map]]);
        if (kept)
            _paths[image] = path;
    }

    private sealed class Told(IProgress<int> progress) : IProgress<FeatureProgress>
    {
        public void Report(FeatureProgress value) => progress.Report(value.Done);
    }
}
