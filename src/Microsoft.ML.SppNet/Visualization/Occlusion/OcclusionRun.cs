using System.Numerics.Tensors;
using Microsoft.ML.SppNet.Networks.Execution;
using Microsoft.ML.SppNet.Numerics;
using Microsoft.ML.SppNet.Reading;

namespace Microsoft.ML.SppNet.Visualization;

/// <summary>One measurement: batches of copies of an image, each with its square.</summary>
internal sealed class OcclusionRun(SppNetwork network, NetworkInput image, OcclusionOptions options)
{
    private readonly ViewScores _scores = new(network, options.Scores, options.ScoreColumn);
    private readonly float[] _grey = image.Grey(options.Grey);
    private readonly (int Rows, int Columns) _positions = OcclusionResult.PositionsIn(image, options);

    internal OcclusionResult Measure()
    {
        int map = 0;
        int? watched = null;
        OccludedView whole = Run(1, (_, _) => { }, (maps, view, scores) =>
        {
            map = options.Map ?? MapTotals.Strongest(MapTotals.Of(maps, view));
            watched = ViewScores.Watched(options.Class, scores);
            return View(maps, view, scores);
        })[0];

        int positions = _positions.Rows * _positions.Columns;
        var views = new List<OccludedView>(positions);
        int batch = DeviceBatching.Of(RunDevice.Cpu).Batch(options.BatchSize, image.Width, image.Height);
        while (views.Count < positions)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            int first = views.Count;
            views.AddRange(Run(Math.Min(batch, positions - first), (index, pixels) => Occlude(first + index, pixels), View));
            options.Progress?.Report(views.Count);
        }

        return new OcclusionResult(image, options, map, watched, whole, [.. views]);

        OccludedView View(NativeTensor maps, int view, float[] scores) => new(
            MapTotals.Of(maps, view, map), watched is { } one ? scores[one] : float.NaN,
            scores.Length == 0 ? -1 : TensorPrimitives.IndexOfMax<float>(scores));
    }

    private OccludedView[] Run(int count, Occluding occlude, Func<NativeTensor, int, float[], OccludedView> look)
    {
        using NativeTensor batch = image.Batch(count);
        for (int index = 0; index < count; index++)
            occlude(index, batch.Row(index));
        NativeTensor[] made = NetworkInput.Run(network, batch, [(options.Tap, null), .. _scores.Wanted]);
        try
        {
            return [.. Enumerable.Range(0, count).Select(index => look(made[0], index, _scores.Of(made.AsSpan(1), index)))];
        }
        finally
        {
            foreach (NativeTensor one in made)
                one.Dispose();
        }
    }

    private void Occlude(int position, Span<float> pixels)
    {
        (int row, int column) = Math.DivRem(position, _positions.Columns);
        new HiddenPart(column * options.Stride, row * options.Stride, options.Square, options.Square).Paint(pixels, image.Width, _grey);
    }

    private delegate void Occluding(int index, Span<float> pixels);
}
