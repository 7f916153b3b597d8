using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Networks.Execution;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Networks;

/// <summary>Finds out by running it what a TorchScript module makes: how many maps, of how many channels, of which size for every size of
/// image.</summary>
internal sealed class ScriptProbe(string name, jit.ScriptModule module)
{
    /// <summary>A side that nearly any backbone takes.</summary>
    private const int Usual = 256;

    private const int LargestSmallest = 1024, LargestStride = 128;

    private readonly Dictionary<Sides, Sides[]?> _known = [];

    /// <summary>A step for each map that the module makes.</summary>
    /// <exception cref="InvalidDataException">The module makes no maps of images, or their sizes follow no rule that is known
    /// here.</exception>
    internal ScriptStep[] Steps()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable mode = no_grad();
        int side = Maps(Usual) is not null ? Usual : Maps(LargestSmallest) is not null ? LargestSmallest
            : throw Refused($"fails on images of {Usual}×{Usual} and {LargestSmallest}×{LargestSmallest} pixels");
        int[] channels = Channels(side);
        int smallest = Smallest(side);
        ScriptStep[] steps = [.. channels.Select((count, output) => new ScriptStep(output, count, Rule(output, smallest)))];
        foreach (Sides image in new Sides[]
            { new(side, side + 1), new(smallest, smallest + 7), new(smallest + 31, smallest), new(side + 45, side - 13), side + 3 })
        {
            Sides[]? found = Maps(image);
            foreach (ScriptStep step in steps)
            {
                if (found is not null && found[step.Output] != step.Sizes.CountIn(image))
                    throw NoRule(step.Output);
            }
        }

        return steps;
    }

    private int[] Channels(int side)
    {
        Tensor[] maps = ScriptTrunk.Outputs(module, zeros(1, 3, side, side));
        foreach (Tensor map in maps)
        {
            if (map.dim() != 4 || map.shape[0] != 1 || map.dtype != ScalarType.Float32 || map.shape[1] is < 1 or > StepChecks.MostCells)
                throw Refused(
                    $"makes {map.dtype} [{string.Join(", ", map.shape)}] of an image [1, 3, {side}, {side}], expected float32 maps [1, C, "
                        + "h, w]");
        }

        return maps.Length > 0 ? [.. maps.Select(map => (int)map.shape[1])] : throw Refused("makes no maps");
    }

    /// <summary>The least side at which it runs: all below fail.</summary>
    private int Smallest(int enough)
    {
        int tooSmall = 0;
        while (enough - tooSmall > 1)
        {
            int middle = (tooSmall + enough) / 2;
            if (Maps(middle) is { } maps && maps.All(map => !map.IsEmpty))
                enough = middle;
            else
                tooSmall = middle;
        }

        return enough;
    }

    /// <summary>From where a cell more comes twice, stride and offset.</summary>
    private ScriptSizes Rule(int output, int smallest)
    {
        int first = Next(output, smallest), second = Next(output, first), stride = second - first;
        var sizes = new ScriptSizes(smallest, stride, first - stride * (Cells(output, first) - 1));
        return sizes.IsPossible && sizes.CountIn(smallest) == Cells(output, smallest) ? sizes : throw NoRule(output);
    }

    private int Next(int output, int side)
    {
        int cells = Cells(output, side);
        for (int more = side + 1; more <= side + LargestStride; more++)
        {
            if (Cells(output, more) > cells)
                return more;
        }

        throw NoRule(output);
    }

    private int Cells(int output, int side) =>
        Maps(side)?[output].Height ?? throw Refused($"fails on images of {side}×{side} pixels, and not on smaller ones");

    /// <summary>Sizes of the maps; null where the module fails, as it does on images that are too small.</summary>
    private Sides[]? Maps(Sides image)
    {
        if (_known.TryGetValue(image, out Sides[]? known))
            return known;
        using DisposeScope scope = NewDisposeScope();
        try
        {
            Tensor[] maps = ScriptTrunk.Outputs(module, zeros(1, 3, image.Height, image.Width));
            return _known[image] = [.. maps.Select(map => map.dim() == 4 ? new Sides((int)map.shape[2], (int)map.shape[3]) : 0)];
        }
        catch (Exception exception) when (ScriptTrunk.IsOfLibtorch(exception))
        {
            return _known[image] = null;
        }
    }

    private InvalidDataException NoRule(int output) =>
        Refused($"makes maps (output {output}) whose size does not grow by a cell every so many pixels, as those of convolutions and "
            + "poolings do");

    private InvalidDataException Refused(string what) => new($"'{name}': the TorchScript module {what}.");
}
