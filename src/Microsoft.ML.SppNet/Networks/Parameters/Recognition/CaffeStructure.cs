using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Networks.Parameters;

/// <summary>What a Caffe file says of how its layers compute, beside their weights: completes the table that these were recognised as, or
/// contradicts it.</summary>
internal static partial class CaffeStructure
{
    /// <summary>The order in which SPP_net's released ZF-5 joins the levels of its pyramid.</summary>
    private static readonly int[] Released = [1, 2, 3, 6];

    /// <summary>The network with the file's own normalisation.</summary>
    /// <exception cref="InvalidDataException">A layer computes otherwise than the table has it; the message names it.</exception>
    internal static NetworkArchitecture Complete(NetworkArchitecture architecture, CaffeFile file, WeightNaming naming)
    {
        CheckConvolutions(architecture, file, naming);
        if (!architecture.Table.Trunk.OfType<Normalize>().Any())
            return architecture;
        return architecture with { Normalization = Constants(architecture, file), NormalizationOrder = Order(architecture, file) };
    }

    /// <summary>What nets of Caffe were trained with, where the table has torchvision's.</summary>
    internal static Preprocessing Preprocessing(Preprocessing usual) =>
        usual == SppNet.Preprocessing.TorchVision ? SppNet.Preprocessing.CaffeImageNet : usual;

    /// <summary>The levels that feed fc6 in the order in which the file has them; null where one alone or no pyramid does.</summary>
    internal static IReadOnlyList<int>? PyramidOrder(
        NetworkArchitecture architecture, CaffeFile file, WeightNaming naming, List<string> warnings)
    {
        HeadTable head = architecture.Table.Head;
        if (head.Pool5 is null || architecture.Head != NetworkHead.SpatialPyramid || architecture.HeadLevels.Count < 2)
            return null;
        string name = head.Linears[0].Name + ".weight";
        CaffeLayer? fc6 = file.Layers.FirstOrDefault(layer => layer.Blobs.Count > 0 && naming.Ours(layer.Name + ".weight") == name);
        if (fc6 is not { Inputs: [{ } input, ..] })
            return null;
        int[] found = Maker(file, input, fc6) is { Kind: CaffeKind.Concat } concat
            ? [.. concat.Inputs.Select(part => Level(architecture, file, part, concat))]
            : [];
        if (found.Sum(level => level * level) == architecture.HeadLevels.Sum(level => level * level)
            && found.Distinct().Count() == found.Length)
            return found;
        int[] assumed = Released.SequenceEqual(architecture.HeadLevels.Order()) ? Released : [.. architecture.HeadLevels.Order()];
        warnings.Add(
            $"does not say in which order its pyramid's levels feed fc6; {string.Join(", ", assumed)}, as SPP_net has them, is taken.");
        return assumed;
    }

    private static void CheckConvolutions(NetworkArchitecture architecture, CaffeFile file, WeightNaming naming)
    {
        Dictionary<string, ConvStep> convolutions =
            TrunkProgram.Build(architecture).Steps.OfType<ConvStep>().ToDictionary(conv => conv.WeightName);
        foreach (CaffeLayer layer in file.Layers)
        {
            if (layer.Convolution is not { } theirs || !convolutions.TryGetValue(naming.Ours(layer.Name + ".weight"), out ConvStep? conv))
                continue;
            var ours = new CaffeWindow(
                conv.Window.Size.Height, conv.Window.Size.Width, conv.Window.Stride.Height, conv.Window.Stride.Width,
                conv.Window.Pads.Top, conv.Window.Pads.Left, conv.Groups);
            if (theirs != ours)
                throw new InvalidDataException(
                    $"'{file.Name}': layer '{layer.Name}' has {Text(theirs)}, and that of {architecture.Name} {Text(ours)}.");
        }
    }

    private static string Text(CaffeWindow window) =>
        $"filters of {window.Height}×{window.Width}, stride {window.StrideHeight}×{window.StrideWidth}, padding "
            + $"{window.PadHeight}×{window.PadWidth}, {window.Groups} groups";

    private static LocalNormalization? Constants(NetworkArchitecture architecture, CaffeFile file)
    {
        CaffeNormalization[] said = [.. file.Layers.Select(layer => layer.Normalization).OfType<CaffeNormalization>().Distinct()];
        if (said.Length == 0)
            return null;
        if (said.Length > 1)
            throw new InvalidDataException(
                $"'{file.Name}': its layers normalise with {said.Length} different sets of constants, and {architecture.Name} has one.");
        LocalNormalization table = architecture.Table.Trunk.OfType<Normalize>().First().Kind;
        var found = new LocalNormalization(
            said[0].WithinChannel ? NormalizationKind.WithinChannel : NormalizationKind.AcrossChannel, said[0].Size, Decimal(said[0].Alpha),
            Decimal(said[0].Beta), Decimal(said[0].K));
        try
        {
            found.Check();
        }
        catch (ArgumentException exception)
        {
            throw new InvalidDataException($"'{file.Name}': {exception.Message}", exception);
        }

        return found == table ? null : found;
    }

    /// <summary>The number that a float was written for: 0.0001 rather than 0.00009999999747.</summary>
    private static double Decimal(float value) =>
        double.Parse(value.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static NormalizationOrder? Order(NetworkArchitecture architecture, CaffeFile file)
    {
        CaffeKind first =
            file.Layers.Select(layer => layer.Kind).FirstOrDefault(kind => kind is CaffeKind.Pooling or CaffeKind.Normalization);
        if (first == CaffeKind.Other || file.Layers.All(layer => layer.Kind != CaffeKind.Normalization))
            return null;
        bool normalizesFirst = architecture.Table.Trunk.First(layer => layer is MaxPool or Normalize) is Normalize;
        return normalizesFirst == (first == CaffeKind.Normalization) ? null
            : normalizesFirst ? NormalizationOrder.AfterPooling : NormalizationOrder.BeforePooling;
    }

    /// <summary>Bins per side of what feeds a part of the pyramid; 0 where nothing says.</summary>
    private static int Level(NetworkArchitecture architecture, CaffeFile file, string input, CaffeLayer reader)
    {
        CaffeLayer? pool = Maker(file, input, reader);
        for (int steps = 0; pool is { Kind: not CaffeKind.Pooling, Inputs: [{ } before, ..] } && steps < file.Layers.Count; steps++)
            pool = Maker(file, before, pool);
        if (pool is not { Kind: CaffeKind.Pooling })
            return 0;
        if (pool.Pooling is { Height: > 0 } window)
        {
            const int trained = 224;
            TrunkProgram program = TrunkProgram.Build(architecture);
            var axis = new WindowAxis(window.Height, window.StrideHeight, 1, window.PadHeight, window.PadHeight, PadRule.Written,
                Ceil: true);
            return axis.CountIn(program.SizeOf(program.Output, trained).Height);
        }

        return TrailingNumber().Match(pool.Name) is { Success: true } match ? int.Parse(match.Value, CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>The last layer before another that makes a blob of others: those that work in place are passed over.</summary>
    private static CaffeLayer? Maker(CaffeFile file, string blob, CaffeLayer reader) =>
        file.Layers.TakeWhile(layer => layer != reader)
        .LastOrDefault(layer => layer.Outputs.Contains(blob) && !layer.Inputs.Contains(blob));

    [GeneratedRegex("[0-9]{1,2}$", RegexOptions.CultureInvariant)]
    private static partial Regex TrailingNumber();
}
