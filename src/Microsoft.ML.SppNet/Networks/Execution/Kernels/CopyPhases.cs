using System.Runtime.CompilerServices;
using Microsoft.ML.SppNet.Numerics;
using Microsoft.ML.SppNet.Pooling;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>Brings images into a run's memory, whatever the order of their elements: libtorch's own copy would wake its threads, which then
/// spin on the cores that the kernels need.</summary>
/// <param name="source">The first element.</param>
/// <param name="strides">Floats from one image, channel, row and column to the next.</param>
/// <param name="target">Where the images go.</param>
internal sealed unsafe class CopyIn(float* source, (long Image, long Channel, long Row, long Column) strides, MapLayout target) : Phase
{
    private const int RowsPerTask = 16;

    private readonly int _rows = target.Images * target.Height;

    internal override int Tasks => (_rows + RowsPerTask - 1) / RowsPerTask;

    internal override void Prepare(float* memory) => target.ClearMargin(memory);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override void Run(float* memory, float* scratch, int task)
    {
        bool together = strides.Channel == 1 && strides.Column == target.CellStride;
        for (int index = task * RowsPerTask; index < Math.Min((task + 1) * RowsPerTask, _rows); index++)
        {
            (int image, int row) = Math.DivRem(index, target.Height);
            float* from = source + image * strides.Image + row * strides.Row, to = memory + target.Cell(image, row, 0);
            if (together)
            {
                new Span<float>(from, target.Width * target.Channels).CopyTo(new Span<float>(to, target.Width * target.Channels));
                continue;
            }

            for (int column = 0; column < target.Width; column++, from += strides.Column, to += target.CellStride)
            {
                for (int channel = 0; channel < target.Channels; channel++)
                    to[channel] = from[channel * strides.Channel];
            }
        }
    }
}

/// <summary>Takes maps out of a run's memory, as contiguous channels-last maps.</summary>
internal sealed unsafe class CopyOut(MapView source, float* target) : Phase
{
    internal override int Tasks => source.Images * source.Height;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override void Run(float* memory, float* scratch, int task)
    {
        (int image, int row) = Math.DivRem(task, source.Height);
        float* from = source.Cell(image, row, 0);
        float* to = target + (long)task * source.Width * source.Channels;
        if (source.CellStride == source.Channels)
        {
            new Span<float>(from, source.Width * source.Channels).CopyTo(new Span<float>(to, source.Width * source.Channels));
            return;
        }

        for (int column = 0; column < source.Width; column++, from += source.CellStride, to += source.Channels)
            new Span<float>(from, source.Channels).CopyTo(new Span<float>(to, source.Channels));
    }
}

/// <summary>Puts a map's channels beside others where they could not be written to begin with.</summary>
/// <param name="source">The map.</param>
/// <param name="channels">How many of its channels.</param>
/// <param name="target">Where they go.</param>
/// <param name="firstChannel">From which channel on.</param>
internal sealed unsafe class CopyChannels(MapLayout source, int channels, MapLayout target, int firstChannel) : Phase
{
    internal override int Tasks => source.Images * source.Height;

    internal override void Prepare(float* memory) => target.ClearMargin(memory);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override void Run(float* memory, float* scratch, int task)
    {
        (int image, int row) = Math.DivRem(task, source.Height);
        float* from = memory + source.Cell(image, row, 0), to = memory + target.Cell(image, row, 0) + firstChannel;
        for (int column = 0; column < source.Width; column++, from += source.CellStride, to += target.CellStride)
            new Span<float>(from, channels).CopyTo(new Span<float>(to, channels));
    }
}
