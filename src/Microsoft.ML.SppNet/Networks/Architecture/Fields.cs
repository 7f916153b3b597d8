namespace Microsoft.ML.SppNet.Networks.Architecture;

/// <summary>Follows receptive fields through the steps of a trunk.</summary>
internal static class Fields
{
    /// <summary>The fields of a value's cells, for an image of a size that reaches it.</summary>
    internal static FieldGeometry Of(TrunkProgram program, int value, Sides image)
    {
        Sides[] sizes = program.Sizes(value, image);
        return new FieldGeometry(
            Along(program, value, [.. sizes.Select(size => size.Height)], window => window.Rows),
            Along(program, value, [.. sizes.Select(size => size.Width)], window => window.Columns));
    }

    private static FieldAxis Along(TrunkProgram program, int value, int[] cells, Func<Window, WindowAxis> side)
    {
        var spans = new Span[value + 1];
        spans[0] = new Span(0, 0, 1);
        for (int index = 0; index < value; index++)
        {
            Span input = spans[program.Steps[index].Input];
            int before = cells[program.Steps[index].Input];
            spans[index + 1] = program.Steps[index] switch
            {
                ConvStep conv => conv.Residual is { } residual
                    ? input.Under(side(conv.Window), before).And(spans[residual])
                    : input.Under(side(conv.Window), before),
                PoolStep pool => input.Under(side(pool.Window), before),
                GlobalPoolStep => input.Over(before),
                ScriptStep => throw new ArgumentException("A TorchScript module does not say which pixels the cells of its maps see."),
                NormalizeStep { Kind: { Kind: NormalizationKind.WithinChannel } kind } => input.Around(kind.Size / 2),
                ConcatStep concat => concat.Parts.Select(part => spans[part]).Aggregate((all, part) => all.And(part)),
                AddStep add => input.And(spans[add.Second]),
                _ => input,
            };
        }

        Span span = spans[value];
        return new FieldAxis(
            cells[value], checked((int)(span.Last - span.First + 1)), checked((int)span.Stride), (span.First + span.Last) / 2.0);
    }

    /// <summary>The first and last pixel that cell 0 sees, and the pixels from a cell to the next.</summary>
    private readonly record struct Span(long First, long Last, long Stride)
    {
        internal Span Under(WindowAxis window, int cells)
        {
            long first = First - Stride * window.PadsIn(cells).Before;
            return new Span(first, first + Stride * (window.Reach - 1) + (Last - First), Stride * window.Stride);
        }

        /// <summary>Of a single cell that sees them all.</summary>
        internal Span Over(int cells) => new(First, Last + Stride * (cells - 1), Stride * cells);

        internal Span Around(int cells) => this with { First = First - Stride * cells, Last = Last + Stride * cells };

        internal Span And(Span other) => this with { First = Math.Min(First, other.First), Last = Math.Max(Last, other.Last) };
    }
}
