using System.Diagnostics;
using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Features;
using Microsoft.ML.SppNet.Imaging;
using Microsoft.ML.SppNet.Networks.Execution;
using Microsoft.ML.SppNet.Numerics;
using Microsoft.ML.SppNet.Reading;

namespace Microsoft.ML.SppNet;

/// <summary>
/// Turns images into feature vectors without ML.NET around it: resize, trunk, pyramid, normalisation. The estimator, the tool and the
/// protocols all run this one. Safe for concurrent use.
/// </summary>
public sealed class SppFeatureExtractor : IDisposable
{
    private readonly RunDevice _device;
    private readonly DeviceBatching _batching;
    private readonly SppNetwork _network;
    private long _networkTicks;

    /// <summary>Checks options and columns against a network and takes a share of its weights.</summary>
    /// <param name="network">The network; it stays the caller's.</param>
    /// <param name="options">How images are brought to it; null for the defaults.</param>
    /// <param name="columns">The vectors to make; none for one of the defaults, named <c>Features</c>.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the network lacks a tap.</exception>
    /// <exception cref="InvalidOperationException">A GPU is asked for and is not there, and <see cref="SppFeatureOptions.FallbackToCpu"/>
    /// is not set.</exception>
    public SppFeatureExtractor(SppNetwork network, SppFeatureOptions? options = null, params IReadOnlyList<SppFeatureColumn> columns)
        : this(network, options, columns, DeviceRule.Choose(options?.GpuDeviceId, options?.FallbackToCpu ?? false))
    {
    }

    internal SppFeatureExtractor(SppNetwork network, SppFeatureOptions? options, IReadOnlyList<SppFeatureColumn> columns, RunDevice device)
    {
        ArgumentNullException.ThrowIfNull(network);
        _network = network.Share();
        try
        {
            Plan = new FeaturePlan(_network, options ?? new SppFeatureOptions(), columns.Count > 0
                ? columns
                : [new SppFeatureColumn("Features")]);
        }
        catch
        {
            _network.Dispose();
            throw;
        }

        _device = device;
        _batching = DeviceBatching.Of(device);
        Precision = PrecisionRule.For(device, Plan.Options.Precision);
    }

    /// <summary>Length of each column's vectors.</summary>
    public IReadOnlyList<int> Dimensions => [.. Plan.Columns.Select(column => column.Length)];

    /// <summary>The number format in use: float32 where the hardware has no instructions for what was asked for.</summary>
    public InferencePrecision Precision { get; }

    /// <summary>Time spent in the network and its pooling so far, over all threads.</summary>
    public TimeSpan NetworkTime => Stopwatch.GetElapsedTime(0, Interlocked.Read(ref _networkTicks));

    internal FeaturePlan Plan { get; }

    /// <summary>Images to have at hand so that those of equal size meet in one batch.</summary>
    internal int LookAhead => _batching.LookAhead;

    internal SppNetwork Network => _network;

    /// <summary>The features of one image file.</summary>
    /// <param name="path">The file; errors as <see cref="ImageFile.Load(string)"/>.</param>
    /// <returns>A vector per column.</returns>
    public float[][] Extract(string path) => Extract(path, () => Decode(path));

    /// <summary>The features of an image in memory.</summary>
    /// <param name="image">The image; it stays the caller's. Its pixels are taken as they are: whether its file was whole is checked where
    /// its tag is a path.</param>
    /// <returns>A vector per column.</returns>
    /// <exception cref="ImageReadException">Its file is damaged, or it is of a size that the network cannot take.</exception>
    public float[][] Extract(MLImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        ImageFile.RequireComplete(image);
        return Extract(image.Tag, () => PixelImage.From(image));
    }

    /// <summary>The features of an encoded image from a stream, such as an upload.</summary>
    /// <param name="stream">The stream, from its position to its end; it need not seek.</param>
    /// <param name="name">What messages call the image; null for nothing.</param>
    /// <returns>A vector per column.</returns>
    /// <exception cref="ImageReadException">As <see cref="ImageFile.Load(Stream, string)"/>.</exception>
    public float[][] Extract(Stream stream, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Extract(name, () => ImageFile.Decode(stream, name, Plan.Preparation.MinimumShorterSide));
    }

    /// <summary>The features of an encoded image in memory, as its file would hold it.</summary>
    /// <param name="bytes">The whole encoded image.</param>
    /// <param name="name">What messages call the image; null for nothing.</param>
    /// <returns>A vector per column.</returns>
    /// <exception cref="ImageReadException">As <see cref="ImageFile.Load(ReadOnlyMemory{byte}, string)"/>.</exception>
    public float[][] Extract(ReadOnlyMemory<byte> bytes, string? name = null) =>
        Extract(name, () => ImageFile.Decode(bytes, name, Plan.Preparation.MinimumShorterSide));

    /// <summary>The features of many image files, in their order, read ahead and run in batches: a result per path, with the error of an
    /// image that cannot be used.</summary>
    /// <param name="paths">The files; enumerated as the work goes on.</param>
    /// <param name="cancellation">Ends the work; what is finished is still handed out first.</param>
    /// <returns>A lazy sequence, for one consumer.</returns>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public IEnumerable<SppFeatureResult> ExtractMany(IEnumerable<string> paths, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return Results(paths, cancellation);
    }

    /// <summary>Gives up its share of the weights.</summary>
    public void Dispose() => _network.Dispose();

    /// <summary>Decodes an image file as far as the plan needs it; the caller disposes it. Errors as
    /// <see cref="ImageFile.Load(string)"/>.</summary>
    internal PixelImage Decode(string path) => ImageFile.Decode(path, Plan.Preparation.MinimumShorterSide);

    internal float[][] Extract(PixelImage pixels)
    {
        using PreparedImage prepared = Prepare(pixels);
        return Run([prepared])[0]!;
    }

    internal float[][] Extract(string? path, Func<PixelImage> load)
    {
        using PreparedImage prepared = Prepare(path, load);
        return Run([prepared])[0]!;
    }

    /// <summary>Loads, decodes and resizes an image for the plan; errors name its file.</summary>
    internal PreparedImage Prepare(string? path, Func<PixelImage> load)
    {
        try
        {
            using PixelImage pixels = load();
            return Prepare(pixels);
        }
        catch (ImageReadException error) when (error.Path is null && !string.IsNullOrEmpty(path))
        {
            throw error.InFile(path);
        }
    }

    /// <summary>The feature maps that a prepared image's vectors are pooled from, bit for bit.</summary>
    /// <param name="image">The image.</param>
    /// <param name="size">Index into the plan's sizes.</param>
    /// <param name="mirrored">Whether left and right are swapped.</param>
    /// <param name="taps">Taps that are maps.</param>
    /// <returns>1 × H × W × C for each tap; the caller disposes them.</returns>
    internal NativeTensor[] Maps(PreparedImage image, int size, bool mirrored, IReadOnlyList<string> taps)
    {
        ImageGeometry geometry = image.Geometries[size];
        using var pixels = new NativeTensor(1, geometry.Height, geometry.Width, ImageTensorWriter.Channels);
        image.Pixels(size).CopyTo(pixels.Row(0));
        return _network.Vectors(_device, Precision, pixels, mirrored, [.. taps.Select(tap => (tap, (SpatialPyramid?)null))]);
    }

    internal PreparedImage Prepare(PixelImage pixels) => PreparedImage.Prepare(pixels, Plan.Preparation);

    private IEnumerable<SppFeatureResult> Results(IEnumerable<string> paths, CancellationToken cancellation)
    {
        using var pipeline = new FeaturePipeline<string>(
            this, paths.Select(path => new ImageJob<string>(path, path, () => Decode(path))), cancellation: cancellation);
        while (pipeline.TryNext(out FeatureResult<string> result))
        {
            if (result.Error is not (null or ImageReadException))
                throw RowErrors.Thrown(result.Error);
            yield return new SppFeatureResult(result.Key, result.Vectors, result.Error as ImageReadException);
        }
    }

    /// <summary>Runs the network over prepared images, those of equal size together.</summary>
    /// <param name="images">The images.</param>
    /// <param name="finished">Is told of each image as soon as its batch is done: its index and its vectors.</param>
    /// <param name="cancellation">Ends the work after the batch at hand.</param>
    /// <returns>Per image, in their order, a vector per column; null for an image that cancellation came before.</returns>
    internal float[][]?[] Run(IReadOnlyList<PreparedImage> images, Action<int, float[][]>? finished = null,
        CancellationToken cancellation = default)
    {
        float[][][] vectors = [.. images.Select(_ =>
            Plan.Columns.Select(column => new float[checked(column.LengthPerSize * Plan.VectorsPerImage)]).ToArray())];
        var results = new float[][]?[images.Count];
        var gate = new Lock();
        // Equal options give every image as many inputs.
        int inputs = images.Count == 0 ? 0 : images[0].Geometries.Count;
        for (int size = 0; size < inputs && !cancellation.IsCancellationRequested; size++)
        {
            int current = size;
            _batching.ForEach(Batches(images, size), batch =>
            {
                if (cancellation.IsCancellationRequested)
                    return;
                RunBatch(images, batch, current, vectors);
                if (current + 1 < inputs)
                    return;
                lock (gate)
                {
                    foreach (int index in batch)
                    {
                        Finish(vectors[index]);
                        results[index] = vectors[index];
                        finished?.Invoke(index, vectors[index]);
                    }
                }
            });
        }

        return results;
    }

    /// <summary>Indices of images of equal size, as many as share a run.</summary>
    private IEnumerable<int[]> Batches(IReadOnlyList<PreparedImage> images, int size) => Enumerable.Range(0, images.Count)
        .GroupBy(index => (images[index].Geometries[size].Width, images[index].Geometries[size].Height))
        .SelectMany(group => group.Chunk(_batching.Batch(Plan.Options.BatchSize, group.Key.Width, group.Key.Height)));

    private void RunBatch(IReadOnlyList<PreparedImage> images, int[] batch, int size, float[][][] vectors)
    {
        long start = Stopwatch.GetTimestamp();
        ImageGeometry geometry = images[batch[0]].Geometries[size];
        using var pixels = new NativeTensor(batch.Length, geometry.Height, geometry.Width, ImageTensorWriter.Channels);
        for (int index = 0; index < batch.Length; index++)
            images[batch[index]].Pixels(size).CopyTo(pixels.Row(index));
        if (Plan.Views is { } views)
            views.Add(_device, Precision, pixels, geometry, [.. batch.Select(index => vectors[index][0])]);
        else
            Collect(pixels, batch, size, vectors, mirrored: false);
        if (Plan.Options.Flip)
            Collect(pixels, batch, size, vectors, mirrored: true);
        Interlocked.Add(ref _networkTicks, Stopwatch.GetTimestamp() - start);
    }

    /// <summary>Runs the network and brings each part into the vectors; a mirrored image's part is added to what is there.</summary>
    private void Collect(NativeTensor pixels, int[] batch, int size, float[][][] vectors, bool mirrored)
    {
        NativeTensor[] parts = _network.Vectors(
            _device, Precision, pixels, mirrored,
            [.. Plan.Columns.SelectMany(column => column.Parts).Select(part => (Plan.Taps[part.Tap], part.Pyramid))]);
        int next = 0;
        for (int column = 0; column < Plan.Columns.Count; column++)
        {
            PlannedColumn planned = Plan.Columns[column];
            foreach (FeaturePart part in planned.Parts)
            {
                NativeTensor rows = parts[next++];
                for (int index = 0; index < batch.Length; index++)
                {
                    Span<float> target = vectors[batch[index]][column].AsSpan(size * planned.LengthPerSize + part.Offset, part.Length);
                    FeatureAccumulator.Add(rows.Row(index), target, first: !mirrored);
                }
            }
        }

        foreach (NativeTensor rows in parts)
            rows.Dispose();
    }

    private void Finish(float[][] vectors)
    {
        for (int column = 0; column < vectors.Length; column++)
        {
            PlannedColumn planned = Plan.Columns[column];
            float[] sizes = vectors[column];
            if (Plan.Views is not null)
                ViewAverage.Finish(sizes);
            for (int start = 0; start < sizes.Length; start += planned.LengthPerSize)
                FeatureAccumulator.FinishSize(planned, Plan.Options, sizes.AsSpan(start, planned.LengthPerSize));
            FeatureAccumulator.FinishImage(planned, Plan.Options, sizes);
            if (sizes.Length != planned.Length)
                vectors[column] = sizes[..planned.Length];
        }
    }
}
