using System.Runtime.ExceptionServices;
using Microsoft.ML.SppNet.Imaging;
using Microsoft.ML.SppNet.Reading;

namespace Microsoft.ML.SppNet.Features;

/// <summary>An image still to be read.</summary>
/// <param name="Key">What its features are to be known by.</param>
/// <param name="Path">Its file, for errors; null where it has none.</param>
/// <param name="Load">Decodes it.</param>
internal readonly record struct ImageJob<TKey>(TKey Key, string? Path, Func<PixelImage> Load);

/// <summary>The vectors of one image, one per column, or why there are none.</summary>
internal readonly record struct FeatureResult<TKey>(TKey Key, float[][]? Vectors, Exception? Error);

/// <summary>Hands out the features of images in order, read and prepared ahead of the network.</summary>
/// <remarks>For one consumer.</remarks>
internal sealed class FeaturePipeline<TKey> : IDisposable
{
    private readonly SppFeatureExtractor _extractor;
    private readonly Action<TKey, float[][]>? _finished;
    private readonly bool _checkOnly;
    private readonly LookAheadReader<TKey, PreparedImage> _reader;
    private readonly CancellationTokenSource _stop;
    private readonly Queue<FeatureResult<TKey>> _ready = new();
    private Exception? _fault;
    private bool _ended, _disposed;
    private ExceptionDispatchInfo? _broken;

    /// <param name="extractor">Network and options.</param>
    /// <param name="jobs">The images, in the order of the results.</param>
    /// <param name="finished">Is told of each image's vectors as soon as they are there, which may be out of order and before
    /// <see cref="TryNext"/>.</param>
    /// <param name="checkOnly">Whether only the errors are wanted: the images are read, and the network does not run over them.</param>
    /// <param name="cancellation">Ends the work after the batch at hand.</param>
    internal FeaturePipeline(
        SppFeatureExtractor extractor, IEnumerable<ImageJob<TKey>> jobs, Action<TKey, float[][]>? finished = null, bool checkOnly = false,
        CancellationToken cancellation = default)
    {
        _checkOnly = checkOnly;
        _extractor = extractor;
        _finished = finished;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _reader = new(
            jobs.Select(job => new ReadJob<TKey, PreparedImage>(job.Key, () => extractor.Prepare(job.Path, job.Load))), extractor.LookAhead,
            _stop.Token);
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
                // These images are lost: whoever asks again hears of it, rather than getting the next ones in their place.
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
        _reader.Dispose();
        _stop.Dispose();
    }

    private void Fill()
    {
        using LookAhead<TKey, PreparedImage> ahead = _reader.Next();
        _fault = ahead.Fault;
        _ended = ahead.IsLast;
        if (_checkOnly)
        {
            foreach ((TKey key, _, Exception? error) in ahead.Items)
                _ready.Enqueue(new FeatureResult<TKey>(key, null, error));
            return;
        }

        int[] good = [.. Enumerable.Range(0, ahead.Items.Count).Where(index => ahead.Items[index].Prepared is not null)];
        float[][]?[] vectors = _extractor.Run(
            [.. good.Select(index => ahead.Items[index].Prepared!)],
            (index, found) => _finished?.Invoke(ahead.Items[good[index]].Key, found), _stop.Token);
        for (int index = 0, done = 0; index < ahead.Items.Count; index++)
        {
            (TKey key, PreparedImage? prepared, Exception? error) = ahead.Items[index];
            // Cancelled before this one: what is finished ahead of it is still handed out, and only then is it said.
            if (prepared is not null && vectors[done] is null)
            {
                _broken = ExceptionDispatchInfo.Capture(new OperationCanceledException(_stop.Token));
                break;
            }

            _ready.Enqueue(new FeatureResult<TKey>(key, prepared is null ? null : vectors[done++], error));
        }
    }
}
