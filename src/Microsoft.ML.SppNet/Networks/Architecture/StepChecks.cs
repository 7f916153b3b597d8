namespace Microsoft.ML.SppNet.Networks.Architecture;

/// <summary>Holds steps that come from a file to what every interpreter of a program relies on.</summary>
internal static class StepChecks
{
    /// <summary>Bound of sizes, strides and pads, and of the image that a program may need: no sum of a few of them overflows.</summary>
    internal const int MostCells = 1 << 16;

    /// <summary>Channels of each value; value 0 is the image.</summary>
    /// <exception cref="ArgumentException">A step does not fit what it reads; the message names it.</exception>
    internal static int[] ChannelsOf(IReadOnlyList<Step> steps)
    {
        var channels = new int[steps.Count + 1];
        channels[0] = 3;
        for (int index = 0; index < steps.Count; index++)
        {
            if (Problem(steps[index], index, channels) is { } problem)
                throw new ArgumentException($"step {index + 1} {problem}: {steps[index]}", nameof(steps));
            channels[index + 1] = ChannelsAfter(steps[index], channels);
        }

        return channels;
    }

    /// <summary>Channels of what a step makes that <see cref="Problem(Step, int, IReadOnlyList{int})"/> finds nothing wrong with.</summary>
    internal static int ChannelsAfter(Step step, IReadOnlyList<int> channels) => step switch
    {
        ConvStep conv => conv.Filters,
        ScriptStep script => script.Channels,
        ConcatStep concat => concat.Parts.Sum(part => channels[part]),
        _ => channels[step.Input],
    };

    /// <summary>What is wrong with a step, as the end of a sentence; null where nothing is.</summary>
    internal static string? Problem(Step step, int index, IReadOnlyList<int> channels)
    {
        if (step.Inputs.Any(value => value < 0 || value > index))
            return "reads what no step before it makes";
        return step switch
        {
            ConvStep conv => Problem(conv, channels),
            ScriptStep script when script.Output < 0 || script.Channels is < 1 or > MostCells || !script.Sizes.IsPossible =>
                "has an output, channels or sizes that are none",
            PoolStep pool => Problem(pool.Window)
                ?? (PadsFit(pool.Window.Rows) && PadsFit(pool.Window.Columns) ? null : "has windows that lie in the padding altogether"),
            AddStep add when channels[add.Input] != channels[add.Second] =>
                $"adds {channels[add.Input]} channels and {channels[add.Second]}",
            MultiplyStep multiply when channels[multiply.Input] != channels[multiply.Gate] =>
                $"multiplies {channels[multiply.Input]} channels by {channels[multiply.Gate]}",
            AffineStep affine when channels[affine.Input] != affine.Channels =>
                $"scales {affine.Channels} channels of {channels[affine.Input]}",
            ConcatStep concat when concat.Parts.Sum(part => (long)channels[part]) > MostCells => "joins too many channels",
            _ => null,
        };
    }

    private static string? Problem(ConvStep conv, IReadOnlyList<int> channels)
    {
        if (conv.InChannels != channels[conv.Input])
            return $"reads {conv.InChannels} channels of a map of {channels[conv.Input]}";
        if (conv.Filters is < 1 or > MostCells)
            return "has no filters, or too many";
        if (conv.Groups < 1 || conv.InChannels % conv.Groups != 0 || conv.Filters % conv.Groups != 0)
            return "has groups that divide its channels and filters unevenly";
        if (conv.Residual is { } residual && channels[residual] != conv.Filters)
            return $"adds {conv.Filters} channels and {channels[residual]}";
        return Problem(conv.Window);
    }

    private static string? Problem(Window window)
    {
        foreach (WindowAxis axis in new[] { window.Rows, window.Columns })
        {
            if (axis.Size is < 1 or > MostCells || axis.Stride is < 1 or > MostCells || axis.Dilation is < 1 or > MostCells)
                return "has a size, stride or dilation that is none";
            if ((long)axis.Size * axis.Dilation > MostCells || axis.Before is < 0 or > MostCells || axis.After is < 0 or > MostCells)
                return "has a size or padding that is none";
        }

        return null;
    }

    private static bool PadsFit(WindowAxis axis) => axis.Rule != PadRule.Written || (axis.Before < axis.Reach && axis.After < axis.Reach);
}
