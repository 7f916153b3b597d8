using System.Runtime.ExceptionServices;
using Microsoft.ML.SppNet.Imaging;
using Microsoft.ML.SppNet.Reading;

namespace Microsoft.ML.SppNet.Features;

/// <summary>An image still to be read, with what its features are to be known by.</summary>
internal readonly record struct ImageJob<TKey>(TKey Key, Func<PixelImage> Load);

/// <summary>The vectors of one image, one per column, or why there are none.</summary>
internal readonly record struct FeatureResult<TKey>(TKey Key, float[][]? Vectors, Exception? Error);

/// <summary>
/// Reads images ahead of the network and hands out their features in order: while the network runs over one window of images, the next
/// is decoded and resized. Memory is bounded by two windows, and a window by count and bytes.
/// </summary>
/// <remarks>For one consumer. The source of jobs is enumerated on one thread at a time, though not always the same.</remarks>
internal sealed class FeaturePipeline<TKey> : IDisposable
{
    private readonly SppFeatureExtractor _extractor;
    private readonly Action<TKey, float[][]>? _finished;
    private readonly LookAheadReader<TKey> _reader;
    private readonly CancellationTokenSource _stop;
    private readonly Queue<FeatureResult<TKey>> _ready = new();
    private Task<LookAhead<TKey>>? _next;
    private Exception? _fault;
    private int _size = 1;
    private bool _ended, _disposed;
    private ExceptionDispatchInfo? _broken;

    /// <param name="extractor">Network and options.</param>
    /// <param name="jobs">The images, in the order of the results.</param>
    /// <param name="finished">Is told of each image's vectors as soon as they are there, which may be out of order and before <see cref="TryNext"/>.</param>
    /// <param name="cancellation">Ends the work after the batch at hand.</param>
    internal FeaturePipeline(
        SppFeatureExtractor extractor, IEnumerable<ImageJob<TKey>> jobs, Action<TKey, float[][]>? finished = null, CancellationToken cancellation = default)
    {
        _extractor = extractor;
        _finished = finished;
        _reader = new LookAheadReader<TKey>(extractor, jobs);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
    }

    /// <summary>Gives the next image's features.</summary>
    /// <returns>False after the last.</returns>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    internal bool TryNext(out FeatureResult<TKey> result)
    {
        while (!_ready.TryDequeue(out result))
        {
            _broken?.Throw();
            if (_fault is { } fault)
                throw new InvalidOperationException($"The source of images failed: {fault.Message}", fault);
            if (_ended)
                return false;
            try
            {
                Fill();
            }
            catch (Exception exception)
            {
                // The window's images are lost: whoever asks again hears of it, rather than getting the next window's in their place.
                _broken = ExceptionDispatchInfo.Capture(exception);
                throw;
            }
        }

        return true;
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _stop.Cancel();
        try
        {
            _next?.GetAwaiter().GetResult().Dispose();
        }
        catch (Exception)
        {
            // Cancelled, as asked for just above, or failed: nobody waits for this window any more.
        }

        _reader.Dispose();
        _stop.Dispose();
    }

    private void Fill()
    {
        Task<LookAhead<TKey>> current = _next ?? Start(_size);
        _next = null;
        using LookAhead<TKey> window = current.GetAwaiter().GetResult();
        _fault = window.Fault;
        _ended = window.IsLast;
        // Windows grow from 1, so that the first row comes at once.
        _size = Math.Min(2 * _size, _extractor.Window);
        // The very first image is run alone: whoever wants one row does not pay for a second.
        if (!_ended && _size > 2)
            _next = Start(_size);

        int[] good = [.. Enumerable.Range(0, window.Images.Count).Where(index => window.Images[index].Prepared is not null)];
        float[][]?[] vectors = _extractor.Run(
            [.. good.Select(index => window.Images[index].Prepared!)], (index, found) => _finished?.Invoke(window.Images[good[index]].Key, found), _stop.Token);
        for (int index = 0, done = 0; index < window.Images.Count; index++)
        {
            (TKey key, PreparedImage? prepared, Exception? error) = window.Images[index];
            // Cancelled before this one: what is finished ahead of it is still handed out, and only then is it said.
            if (prepared is not null && vectors[done] is null)
            {
                _broken = ExceptionDispatchInfo.Capture(new OperationCanceledException(_stop.Token));
                break;
            }

            _ready.Enqueue(new FeatureResult<TKey>(key, prepared is null ? null : vectors[done++], error));
        }
    }

    private Task<LookAhead<TKey>> Start(int size) => Task.Run(() => _reader.Read(size, _stop.Token), _stop.Token);
}
