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
        ArchitectureTable table = ArchitectureTables.Find(architecture.Name);
        architecture.Normalization?.Check();
        var builder = new TrunkBuilder(architecture);
        foreach (Layer layer in Ordered(table.Trunk, architecture.NormalizationOrder))
            builder.Add(layer);
        if (table.Head.ClassifierConv is { } conv && classes > 0)
            builder.Add(new Conv(conv, classes, 1));
        return new TrunkProgram(builder.Steps, builder.Channels, builder.Taps);
    }

    /// <summary>Rows or columns of a value for an image of <paramref name="size"/> rows or columns; 0 where the image is too small for it.</summary>
    internal int SizeOf(int value, int size)
    {
        if (value == 0)
            return size;
        Step step = Steps[value - 1];
        return SizeAfter(step, SizeOf(step.Input, size));
    }

    /// <summary>Rows or columns that a step makes of <paramref name="input"/> rows or columns; 0 where they are too few.</summary>
    internal static int SizeAfter(Step step, int input) => (step, input) switch
    {
        (_, 0) => 0,
        (ConvStep conv, _) => Windows(input, conv.Size, conv.Stride, conv.Padding, ceil: false),
        (PoolStep pool, _) => Windows(input, pool.Size, pool.Stride, pool.Padding, pool.Ceil),
        _ => input,
    };

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
        int size = 1;
        while (SizeOf(value, size) == 0)
            size++;
        return size;
    }

    /// <summary>How many windows fit along a side.</summary>
    internal static int Windows(int input, int size, int stride, int padding, bool ceil)
    {
        int room = input + 2 * padding - size, reach = ceil ? room + stride - 1 : room;
        // Below 0 nothing fits; in ceil mode a window may also be larger than the whole input, when it lacks less than a stride.
        if (reach < 0)
            return 0;
        int windows = reach / stride + 1;
        // In ceil mode the last window must still start inside the input or its left padding (Caffe and PyTorch agree).
        return ceil && (windows - 1) * stride >= input + padding ? windows - 1 : windows;
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
