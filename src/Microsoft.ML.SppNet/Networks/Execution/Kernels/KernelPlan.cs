using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Numerics;
using Microsoft.ML.SppNet.Pooling;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>Images in memory, N × 3 × H × W in whatever order.</summary>
/// <param name="first">The first element.</param>
/// <param name="count">N.</param>
/// <param name="height">H.</param>
/// <param name="width">W.</param>
/// <param name="strides">Floats from one image, channel, row and column to the next.</param>
internal readonly unsafe struct ImageBatch(float* first, int count, int height, int width, (long Image, long Channel, long Row, long Column) strides)
{
    internal float* First => first;

    internal int Count => count;

    internal int Height => height;

    internal int Width => width;

    internal (long Image, long Channel, long Row, long Column) Strides => strides;
}

/// <summary>A trunk for a batch of images of one size: its phases in order, and where in a run's memory every map lies.</summary>
internal sealed unsafe class KernelPlan
{
    /// <summary>Transformed inputs that are worked on together: what a processor's last cache holds.</summary>
    private const long WinogradBytes = 4L << 20;

    private readonly TrunkProgram _program;
    private readonly ConvolutionWeights _weights;
    private readonly int _images, _threads;
    private readonly Sides[] _sizes;
    private readonly MapMargin[] _margins;
    private readonly int[] _lastUse;
    private readonly (int Value, int FirstChannel)[] _homes;
    private readonly MapLayout?[] _layouts;
    private readonly MemoryPlan _memory = new();
    private readonly List<Phase> _phases = [];

    private KernelPlan(TrunkProgram program, ConvolutionWeights weights, int images, int height, int width, IReadOnlyCollection<int> kept, int threads)
    {
        int deepest = kept.Max();
        (_program, _weights, _images, _threads) = (program, weights, images, threads);
        _sizes = program.Sizes(deepest, new Sides(height, width));
        _margins = new MapMargin[deepest + 1];
        _lastUse = program.LastUses(deepest);
        _homes = [.. Enumerable.Range(0, deepest + 1).Select(value => (value, 0))];
        _layouts = new MapLayout?[deepest + 1];
        for (int index = 0; index < deepest; index++)
            Survey(index);
        for (int index = 0; index < deepest; index++)
            Share(index);
        // What was asked for stays in the run's memory to its end, and with it the map that it is a part of.
        foreach (int value in kept)
            _lastUse[value] = _lastUse[_homes[value].Value] = int.MaxValue;
    }

    internal IReadOnlyList<Phase> Phases => _phases;

    /// <summary>Floats of memory that a run takes.</summary>
    internal long MemoryLength => _memory.Length;

    /// <summary>Floats of memory that each thread takes besides.</summary>
    internal long ScratchLength => _phases.Max(phase => phase.Scratch);

    /// <summary>Plans a run.</summary>
    /// <param name="program">The trunk.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="images">The images; they stay where they are until the run is over.</param>
    /// <param name="kept">The values asked for: they are whole when the last phase is done.</param>
    /// <param name="threads">For how many threads there should be work.</param>
    internal static KernelPlan Build(
        TrunkProgram program, ConvolutionWeights weights, in ImageBatch images, IReadOnlyCollection<int> kept, int threads)
    {
        var plan = new KernelPlan(program, weights, images.Count, images.Height, images.Width, kept, threads);
        plan._phases.Add(new CopyIn(images.First, images.Strides, plan.Place(0)));
        for (int first = 0, next; first < kept.Max(); first = next)
        {
            next = plan.Add(first, kept);
            plan.Release(first, next);
        }

        return plan;
    }

    /// <summary>Where a value that was asked for lies in a run's memory.</summary>
    internal MapView MapOf(int value, float* memory) => _layouts[value]!.View(memory, _program.Channels[value]);

    /// <summary>What a step makes of its input's size, and the margin that it asks of its input.</summary>
    private void Survey(int index)
    {
        Step step = _program.Steps[index];
        (int height, int width) = _sizes[step.Input];
        if (step is ConvStep conv)
        {
            (int outHeight, int outWidth) = _sizes[index + 1];
            ConvolutionShape shape = ConvolutionWeights.ShapeOf(conv);
            int after = WinogradShape.Pays(shape, outHeight, outWidth)
                ? Math.Max(new WinogradShape(shape).MarginAfter(height, outHeight), new WinogradShape(shape).MarginAfter(width, outWidth))
                : Math.Max(shape.MarginAfter(height, outHeight), shape.MarginAfter(width, outWidth));
            _margins[step.Input] = _margins[step.Input].With(new MapMargin(shape.Padding, after));
        }
    }

    /// <summary>Maps that are joined are written side by side to begin with.</summary>
    private void Share(int index)
    {
        if (_program.Steps[index] is not ConcatStep concat)
            return;
        int firstChannel = 0;
        foreach (int part in concat.Parts)
        {
            _homes[part] = (index + 1, firstChannel);
            firstChannel += _program.Channels[part];
        }
    }

    /// <summary>Adds the phases of a step, and of the next where both are one; returns the step after the last that it added.</summary>
    private int Add(int index, IReadOnlyCollection<int> kept)
    {
        Step step = _program.Steps[index];
        switch (step)
        {
            case ConvStep conv:
                AddConvolution(conv, index + 1);
                return index + 1;
            case PoolStep { Kind: PoolKind.Max } pool:
                _phases.Add(new NormalizePool(_layouts[step.Input]!, Place(index + 1), null, pool.Window, _threads));
                return index + 1;
            case NormalizeStep normalize:
                bool both = index + 2 < _layouts.Length && _program.Steps[index + 1] is PoolStep { Kind: PoolKind.Max } && !kept.Contains(index + 1);
                int next = both ? index + 2 : index + 1;
                _phases.Add(new NormalizePool(
                    _layouts[step.Input]!, Place(next), normalize.Kind, both ? ((PoolStep)_program.Steps[index + 1]).Window : null, _threads));
                return next;
            case ConcatStep:
                return index + 1;
            default:
                throw new ArgumentException($"no phase is known for {step}", nameof(index));
        }
    }

    private void AddConvolution(ConvStep step, int value)
    {
        // A tile writes sixteen filters: what shares its cells with another map must end where a tile ends.
        if ((step.Groups > 1 || _homes[value].Value != value) && step.Filters / step.Groups % TileKernel.Filters != 0)
            throw new ArgumentException($"the kernels need filters in sixteens here: {step}", nameof(step));
        MapLayout input = _layouts[step.Input]!, output = Place(value);
        MapLayout? residual = step.Residual is { } added ? _layouts[added] : null;
        ConvolutionShape shape = ConvolutionWeights.ShapeOf(step);
        if (!WinogradShape.Pays(shape, output.Height, output.Width))
        {
            _phases.Add(new DirectConvolution(_weights.Packed(step), input, output, residual, step.Activation == Activation.Relu, _threads));
            return;
        }

        WinogradFilters filters = _weights.Winograd(step);
        WinogradShape cut = filters.Shape;
        int depth = cut.Depth * shape.Groups, tiles = _images * cut.Tiles(output.Height) * cut.Tiles(output.Width);
        int most = Math.Min(tiles, (int)Math.Max(96, WinogradBytes / sizeof(float) / WinogradShape.Products / depth));
        long start = _memory.Take(WinogradShape.Products * WinogradBatch.ProductStrideFor(depth, most));
        for (int first = 0; first < tiles; first += most)
        {
            var batch = new WinogradBatch(cut, output.Height, output.Width, first, Math.Min(most, tiles - first), start);
            _phases.Add(new WinogradTransform(batch, input, _threads));
            _phases.Add(new WinogradMultiply(filters, batch, output, residual, step.Activation == Activation.Relu, _threads));
        }

        _memory.Release(start);
    }

    /// <summary>Gives a value its place in memory; maps that are joined have one together.</summary>
    private MapLayout Place(int value)
    {
        (int home, int firstChannel) = _homes[value];
        (int height, int width) = _sizes[home];
        MapLayout whole = _layouts[home] ??= NewLayout(home, height, width);
        return _layouts[value] ??= whole with { Channels = _program.Channels[value], FirstChannel = firstChannel };
    }

    private MapLayout NewLayout(int value, int height, int width)
    {
        // The kernels write sixteen filters at a time.
        int channels = _program.Channels[value];
        int stride = value == 0 ? channels : (channels + TileKernel.Filters - 1) / TileKernel.Filters * TileKernel.Filters;
        var layout = new MapLayout(0, _images, height, width, stride, stride, 0, _margins[value]);
        return layout with { Start = _memory.Take(layout.Length) };
    }

    /// <summary>Gives up the maps that no step from <paramref name="end"/> on reads.</summary>
    private void Release(int first, int end)
    {
        for (int value = 0; value < end; value++)
        {
            if (_lastUse[value] >= first && _lastUse[value] < end && _homes[value].Value == value && _layouts[value] is { } layout)
                _memory.Release(layout.Start);
        }
    }
}
