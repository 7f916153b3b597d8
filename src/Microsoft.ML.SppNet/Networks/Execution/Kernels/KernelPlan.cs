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
internal readonly unsafe struct ImageBatch(float* first, int count, int height, int width,
    (long Image, long Channel, long Row, long Column) strides)
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

    private KernelPlan(TrunkProgram program, ConvolutionWeights weights, int images, int height, int width, IReadOnlyCollection<int> kept,
        int threads)
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
        // The outermost join first: what it joins may be joined itself.
        for (int index = deepest - 1; index >= 0; index--)
            Share(index);
        // What shares a place needs it as long, and with as wide a margin, as any of those that do.
        for (int value = 0; value <= deepest; value++)
        {
            int home = _homes[value].Value;
            _lastUse[home] = Math.Max(_lastUse[home], _lastUse[value]);
            _margins[home] = _margins[home].With(_margins[value]);
        }
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
        if (program.SizeProblem(kept.Max(), new Sides(images.Height, images.Width)) is { } problem)
            throw new ArgumentException(problem, nameof(images));
        var plan = new KernelPlan(program, weights, images.Count, images.Height, images.Width, kept, threads);
        plan._phases.Add(new CopyIn(images.First, images.Strides, plan.Place(0) with { Channels = program.Channels[0] }));
        for (int first = 0, next; first < kept.Max(); first = next)
        {
            next = plan.Add(first, kept);
            plan.Release(first, next);
        }

        return plan;
    }

    /// <summary>Where a value that was asked for lies in a run's memory.</summary>
    internal MapView MapOf(int value, float* memory) => _layouts[value]!.View(memory, _program.Channels[value]);

    /// <summary>The margin that a step asks of its input.</summary>
    private void Survey(int index)
    {
        if (_program.Steps[index] is not ConvStep conv)
            return;
        Sides input = _sizes[conv.Input], output = _sizes[index + 1];
        Pads pads = conv.Window.PadsIn(input);
        bool winograd = UsesWinograd(conv, output);
        var cut = winograd ? new WinogradShape(ConvolutionShape.Of(conv).Merged()) : default;
        int after = Math.Max(
            After(conv.Window.Rows, input.Height, output.Height, pads.Top),
            After(conv.Window.Columns, input.Width, output.Width, pads.Left));
        _margins[conv.Input] = _margins[conv.Input].With(new MapMargin(Math.Max(pads.Top, pads.Left), after));

        int After(WindowAxis axis, int inputs, int outputs, int before) => winograd
            ? cut.MarginAfter(inputs, outputs, before)
            : Math.Max(0, (outputs - 1) * axis.Stride + axis.Reach - before - inputs);
    }

    private static bool UsesWinograd(ConvStep step, Sides output)
    {
        ConvolutionShape shape = ConvolutionShape.Of(step);
        return !shape.IsDepthwise && WinogradShape.Pays(shape.Merged(), output.Height, output.Width);
    }

    /// <summary>
    /// Maps that are joined are written side by side to begin with, where they may: a tile writes sixteen channels, a normalisation reads
    /// whole cells, and a map has one place.
    /// </summary>
    private void Share(int index)
    {
        if (_program.Steps[index] is not ConcatStep concat)
            return;
        int home = _homes[index + 1].Value, firstChannel = _homes[index + 1].FirstChannel;
        foreach (int part in concat.Parts)
        {
            int channels = _program.Channels[part];
            bool sixteens = channels % TileKernel.Filters == 0 && firstChannel % TileKernel.Filters == 0;
            if (part > 0 && sixteens && _homes[part].Value == part
                && !_program.Steps.Any(step => step is NormalizeStep && step.Input == part))
                _homes[part] = (home, firstChannel);
            firstChannel += channels;
        }
    }

    /// <summary>Adds the phases of a step, and of the next where both are one; returns the step after the last that it added.</summary>
    private int Add(int index, IReadOnlyCollection<int> kept)
    {
        Step step = _program.Steps[index];
        MapLayout input = _layouts[step.Input]!;
        switch (step)
        {
            case ConvStep conv:
                AddConvolution(conv, index + 1);
                break;
            case PoolStep { Kind: PoolKind.Max } pool:
                _phases.Add(new NormalizePool(input, _program.Channels[step.Input], Place(index + 1), null, pool.Window, _threads));
                break;
            case PoolStep pool:
                _phases.Add(new AveragePool(input, Place(index + 1), pool.Window, pool.Kind == PoolKind.AverageWithPadding));
                break;
            case GlobalPoolStep:
                _phases.Add(new GlobalPool(input, Place(index + 1)));
                break;
            case NormalizeStep normalize:
                Window? next = index + 2 < _layouts.Length && _program.Steps[index + 1] is PoolStep { Kind: PoolKind.Max } after
                && after.Input == index + 1
                    && _lastUse[index + 1] == index + 1 && !kept.Contains(index + 1) ? after.Window : null;
                int made = next is null ? index + 1 : index + 2;
                _phases.Add(new NormalizePool(input, _program.Channels[step.Input], Place(made), normalize.Kind, next, _threads));
                return made;
            case ConcatStep concat:
                AddJoin(concat, index + 1);
                break;
            case AddStep add:
                _phases.Add(new Elementwise(ElementOperation.Sum, input, _layouts[add.Second]!, add.Activation, Place(index + 1)));
                break;
            case MultiplyStep multiply:
                _phases.Add(new Elementwise(ElementOperation.Product, input, _layouts[multiply.Gate]!, Activation.None, Place(index + 1)));
                break;
            case ActivationStep activation:
                _phases.Add(new Elementwise(ElementOperation.First, input, input, activation.Activation, Place(index + 1)));
                break;
            case AffineStep affine:
                _phases.Add(new DepthwiseConvolution(_weights.Depthwise(affine), input, default, Place(index + 1), null, affine.Activation,
                    _threads));
                break;
            default:
                throw new ArgumentException($"no phase is known for {step}", nameof(index));
        }

        return index + 1;
    }

    private void AddJoin(ConcatStep step, int value)
    {
        MapLayout target = Place(value);
        int firstChannel = 0;
        foreach (int part in step.Parts)
        {
            MapLayout source = _layouts[part]!;
            if (source.Start != target.Start || source.FirstChannel != target.FirstChannel + firstChannel)
                _phases.Add(new CopyChannels(source, _program.Channels[part], target, firstChannel));
            firstChannel += _program.Channels[part];
        }
    }

    private void AddConvolution(ConvStep step, int value)
    {
        MapLayout input = _layouts[step.Input]!, output = Place(value);
        MapLayout? residual = step.Residual is { } added ? _layouts[added] : null;
        Pads pads = step.Window.PadsIn(_sizes[step.Input]);
        if (ConvolutionShape.Of(step).IsDepthwise)
        {
            _phases.Add(new DepthwiseConvolution(_weights.Depthwise(step), input, pads, output, residual, step.Activation, _threads));
            return;
        }

        if (!UsesWinograd(step, _sizes[value]))
        {
            _phases.Add(new DirectConvolution(_weights.Packed(step), input, pads, output, residual, step.Activation, _threads));
            return;
        }

        WinogradFilters filters = _weights.Winograd(step);
        WinogradShape cut = filters.Shape;
        int depth = cut.Depth * cut.Shape.Groups, tiles = _images * cut.Tiles(output.Height) * cut.Tiles(output.Width);
        int most = Math.Min(tiles, (int)Math.Max(96, WinogradBytes / sizeof(float) / WinogradShape.Products / depth));
        long start = _memory.Take(WinogradShape.Products * WinogradBatch.ProductStrideFor(depth, most));
        for (int first = 0; first < tiles; first += most)
        {
            var batch = new WinogradBatch(cut, output.Height, output.Width, first, Math.Min(most, tiles - first), start);
            _phases.Add(new WinogradTransform(batch, input, pads, _threads));
            _phases.Add(new WinogradMultiply(filters, batch, output, residual, step.Activation, _threads));
        }

        _memory.Release(start);
    }

    /// <summary>Gives a value its place in memory; maps that are joined have one together.</summary>
    private MapLayout Place(int value)
    {
        (int home, int firstChannel) = _homes[value];
        MapLayout whole = _layouts[home] ??= NewLayout(home);
        return _layouts[value] ??= whole with { Channels = _program.Channels[value], FirstChannel = firstChannel };
    }

    private MapLayout NewLayout(int value)
    {
        // The kernels write sixteen filters at a time, and all but convolutions read eight channels.
        int channels = _program.Channels[value];
        bool bare = value == 0
            && _program.Steps.Take(_layouts.Length - 1).All(step => !step.Inputs.Contains(0) || IsPlainConvolution(step));
        int stride = bare ? channels : (channels + TileKernel.Filters - 1) / TileKernel.Filters * TileKernel.Filters;
        var layout = new MapLayout(0, _images, _sizes[value].Height, _sizes[value].Width, stride, stride, 0, _margins[value]);
        return layout with { Start = _memory.Take(layout.Length) };
    }

    private static bool IsPlainConvolution(Step step) =>
        step is ConvStep { Residual: not 0 } conv && !ConvolutionShape.Of(conv).IsDepthwise;

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
