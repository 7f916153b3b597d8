namespace Microsoft.ML.SppNet.Networks.Architecture;

/// <summary>
/// A trunk as steps in execution order: what an architecture's table means once blocks are opened and padding, stride and
/// normalisation are chosen. Every way to run a trunk reads this one list.
/// </summary>
internal sealed class TrunkProgram
{
    private TrunkProgram(IReadOnlyList<Step> steps, IReadOnlyList<int> channels, IReadOnlyList<KeyValuePair<string, int>> taps)
    {
        Steps = steps;
        Channels = channels;
        Taps = taps;
    }

    internal IReadOnlyList<Step> Steps { get; }

    /// <summary>Channels of each value; value 0 is the image.</summary>
    internal IReadOnlyList<int> Channels { get; }

    /// <summary>Name and value of each tap, from the image on.</summary>
    internal IReadOnlyList<KeyValuePair<string, int>> Taps { get; }

    /// <summary>The value that the head reads.</summary>
    internal int Output => Steps.Count;

    /// <summary>Opens an architecture's table.</summary>
    /// <param name="architecture">Name, padding, normalisation and stride.</param>
    /// <param name="classes">Filters of the convolution to the classes, for heads that have one; 0 where the weights lack it.</param>
    internal static TrunkProgram Build(NetworkArchitecture architecture, int classes = 0)
    {
        architecture.Normalization?.Check();
        if (architecture.Imported is { } imported)
            return imported.ProgramFor(architecture.Padding, architecture.Normalization);
        ArchitectureTable table = architecture.Table;
        var builder = new TrunkBuilder(architecture);
        foreach (Layer layer in Ordered(table.Trunk, architecture.NormalizationOrder))
            builder.Add(layer);
        if (table.Head.ClassifierConv is { } conv && classes > 0)
            builder.Add(new Conv(conv, classes, 1));
        return new TrunkProgram(builder.Steps, builder.Channels, builder.Taps);
    }

    /// <summary>A trunk whose steps come from elsewhere than a table.</summary>
    /// <param name="steps">In execution order.</param>
    /// <param name="taps">Name and value of each tap, from the image on.</param>
    /// <exception cref="ArgumentException">A step does not fit what it reads, or no image is large enough for it; the message names
    /// it.</exception>
    internal static TrunkProgram Create(IReadOnlyList<Step> steps, IReadOnlyList<KeyValuePair<string, int>> taps)
    {
        var program = new TrunkProgram(steps, StepChecks.ChannelsOf(steps), taps);
        int unreached = Array.FindIndex(program.Sizes(program.Output, StepChecks.MostCells), size => size.IsEmpty);
        return unreached < 0
            ? program
            : throw new ArgumentException(
                $"step {unreached} needs an image of more than {StepChecks.MostCells} pixels a side: {steps[unreached - 1]}",
                nameof(steps));
    }

    /// <summary>Size of a value for an image of a size; no rows or columns where the image is too small for it.</summary>
    internal Sides SizeOf(int value, Sides image) => Sizes(value, image)[value];

    /// <summary>Size of each value up to the deepest wanted.</summary>
    internal Sides[] Sizes(int deepest, Sides image)
    {
        var sizes = new Sides[deepest + 1];
        sizes[0] = image;
        for (int index = 0; index < deepest; index++)
            sizes[index + 1] = SizeAfter(Steps[index], sizes);
        return sizes;
    }

    /// <summary>Size of what a step makes.</summary>
    /// <param name="step">The step.</param>
    /// <param name="sizes">Size of each value before it.</param>
    internal static Sides SizeAfter(Step step, IReadOnlyList<Sides> sizes)
    {
        Sides input = sizes[step.Input];
        return step switch
        {
            _ when step.Inputs.Any(value => sizes[value].IsEmpty) => 0,
            ConvStep conv => conv.Window.CountIn(input),
            PoolStep pool => pool.Window.CountIn(input),
            GlobalPoolStep => 1,
            ScriptStep script => script.Sizes.CountIn(input),
            _ => input,
        };
    }

    /// <summary>What keeps an image that is large enough from being run, as a sentence: a step that joins maps which differ in size. Null
    /// where nothing does.</summary>
    internal string? SizeProblem(int deepest, Sides image)
    {
        Sides[] sizes = Sizes(deepest, image);
        for (int index = 0; index < deepest; index++)
        {
            Sides wanted = sizes[index + 1];
            foreach (int value in Steps[index].Inputs.Where(value => Steps[index] is not ConvStep || value != Steps[index].Input))
            {
                bool fits = sizes[value] == wanted || Steps[index] is PoolStep or GlobalPoolStep or ScriptStep
                    || (Steps[index] is MultiplyStep && sizes[value] == 1);
                if (!fits)
                    return $"For an image of {image.Width}×{image.Height} pixels step {index + 1} of the network joins maps of "
                        + $"{wanted.Width}×{wanted.Height} and {sizes[value].Width}×{sizes[value].Height} cells.";
            }
        }

        return null;
    }

    /// <summary>For each value up to the deepest wanted the last step that reads it; the step after its own where none does.</summary>
    internal int[] LastUses(int deepest)
    {
        int[] last = [.. Enumerable.Range(0, deepest + 1)];
        for (int index = 0; index < deepest; index++)
        {
            foreach (int value in Steps[index].Inputs)
                last[value] = index;
        }

        return last;
    }

    /// <summary>The shortest side of an image that reaches a value at all.</summary>
    internal int SmallestImage(int value)
    {
        int tooSmall = 0, enough = 1;
        while (SizeOf(value, enough).IsEmpty)
            (tooSmall, enough) = (enough, enough * 2);
        while (enough - tooSmall > 1)
        {
            int middle = (tooSmall + enough) / 2;
            if (SizeOf(value, middle).IsEmpty)
                tooSmall = middle;
            else
                enough = middle;
        }

        return enough;
    }

    private static Layer[] Ordered(IReadOnlyList<Layer> layers, NormalizationOrder? order)
    {
        Layer[] result = [.. layers];
        for (int index = 0; index + 1 < result.Length; index++)
        {
            bool swap = (result[index], result[index + 1], order) switch
            {
                (Normalize, MaxPool, NormalizationOrder.AfterPooling) => true,
                (MaxPool, Normalize, NormalizationOrder.BeforePooling) => true,
                _ => false,
            };
            if (swap)
            {
                (result[index], result[index + 1]) = (result[index + 1], result[index]);
                index++;
            }
        }

        return result;
    }
}
