namespace Microsoft.ML.SppNet;

/// <summary>Brings contiguous channels-last maps into a run's memory.</summary>
internal sealed unsafe class CopyIn(float* source, MapLayout target) : Phase
{
    internal override int Tasks => target.Images;

    internal override void Prepare(float* memory) => target.ClearMargin(memory);

    internal override void Run(float* memory, float* scratch, int task)
    {
        int length = target.Width * target.Channels;
        float* from = source + (long)task * target.Height * length;
        for (int row = 0; row < target.Height; row++, from += length)
            new Span<float>(from, length).CopyTo(new Span<float>(memory + target.Cell(task, row, 0), length));
    }
}

/// <summary>Takes maps out of a run's memory, as contiguous channels-last maps of so many channels.</summary>
internal sealed unsafe class CopyOut(MapLayout source, int channels, float* target) : Phase
{
    internal override int Tasks => source.Images * source.Height;

    internal override void Run(float* memory, float* scratch, int task)
    {
        (int image, int row) = Math.DivRem(task, source.Height);
        float* from = memory + source.Cell(image, row, 0);
        float* to = target + (long)task * source.Width * channels;
        if (source.CellStride == channels)
        {
            new Span<float>(from, source.Width * channels).CopyTo(new Span<float>(to, source.Width * channels));
            return;
        }

        for (int column = 0; column < source.Width; column++, from += source.CellStride, to += channels)
            new Span<float>(from, channels).CopyTo(new Span<float>(to, channels));
    }
}
