namespace Microsoft.ML.SppNet.Networks.Architecture;

/// <summary>A map that a TorchScript module makes of the image: what happens inside is the module's own matter.</summary>
/// <param name="Output">Which of the module's outputs it is, from 0.</param>
/// <param name="Channels">Its channels.</param>
/// <param name="Sizes">Its size for every image.</param>
internal sealed record ScriptStep(int Output, int Channels, ScriptSizes Sizes) : Step(0)
{
    /// <summary>The parameter that holds the module.</summary>
    internal const string Module = "module.bytes";
}

/// <summary>Cells along a side of a map, by the pixels of the image: ⌊(pixels − Offset) / Stride⌋ + 1, which is what any sequence of
/// convolutions and poolings that count by rounding down amounts to.</summary>
/// <param name="Smallest">The fewest pixels that the module takes.</param>
/// <param name="Stride">Pixels from a cell to the next.</param>
/// <param name="Offset">Pixels before the second cell's, less a stride.</param>
internal readonly record struct ScriptSizes(int Smallest, int Stride, int Offset)
{
    internal bool IsPossible => Smallest is >= 1 and <= StepChecks.MostCells && Stride is >= 1 and <= StepChecks.MostCells
        && Offset is >= -StepChecks.MostCells and <= StepChecks.MostCells && Smallest >= Offset;

    internal Sides CountIn(Sides image) => new(CountIn(image.Height), CountIn(image.Width));

    internal int CountIn(int pixels) => pixels < Smallest ? 0 : (pixels - Offset) / Stride + 1;
}
