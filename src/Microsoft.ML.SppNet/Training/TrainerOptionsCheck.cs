using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Microsoft.ML.SppNet.Training;

/// <summary>Holds a trainer's options against what they may be, and says in one line what a run was asked to do.</summary>
internal static class TrainerOptionsCheck
{
    private const int LargestSide = 1024;

    /// <exception cref="ArgumentException">A value is out of range; the message names it.</exception>
    internal static void Check(SppNetTrainerOptions options)
    {
        if (options.Sizes.Count == 0 || options.Sizes.Any(size => size is < 1 or > LargestSide))
            throw Invalid(
                $"Sizes are sides of the inputs in pixels, one or more from 1 to {LargestSide}, not {string.Join(", ", options.Sizes)}");
        if (options.ResizedShorterSide != 0 && options.ResizedShorterSide < options.CropSide)
            throw Invalid($"ResizedShorterSide is {options.ResizedShorterSide}, and a crop of {options.CropSide} cannot be cut from it");
        Require(options.LeastCropArea is > 0 and <= 1, "LeastCropArea", "above 0 to 1", options.LeastCropArea);
        Require(options.Epochs >= 1, "Epochs", "at least 1", options.Epochs);
        Require(options.BatchSize is >= 1 and <= 65536, "BatchSize", "from 1 to 65536", options.BatchSize);
        Require(options.LearningRate > 0 && double.IsFinite(options.LearningRate), "LearningRate", "above 0", options.LearningRate);
        Require(options.Momentum is >= 0 and < 1, "Momentum", "from 0 to below 1", options.Momentum);
        Require(options.WeightDecay >= 0 && double.IsFinite(options.WeightDecay), "WeightDecay", "at least 0", options.WeightDecay);
        Require(options.Dropout is >= 0 and < 1, "Dropout", "from 0 to below 1", options.Dropout);
        Require(options.LabelSmoothing is >= 0 and < 1, "LabelSmoothing", "from 0 to below 1", options.LabelSmoothing);
        Require(options.ValidationShare is >= 0 and < 1, "ValidationShare", "from 0 to below 1", options.ValidationShare);
        Require(options.ColorAlteration >= 0
            && double.IsFinite(options.ColorAlteration), "ColorAlteration", "at least 0", options.ColorAlteration);
        Require(options.MaximumFilterRms >= 0, "MaximumFilterRms", "at least 0", options.MaximumFilterRms);
        Require(options.PlateauEpochs >= 1, "PlateauEpochs", "at least 1", options.PlateauEpochs);
        Require(options.WarmUpEpochs >= 0, "WarmUpEpochs", "at least 0", options.WarmUpEpochs);
        Require(options.EarlyStoppingEpochs >= 0, "EarlyStoppingEpochs", "at least 0", options.EarlyStoppingEpochs);
        Require(options.CheckpointMinutes > 0, "CheckpointMinutes", "above 0", options.CheckpointMinutes);
        options.TestViews?.Check();
        if (options.FromLayer is not null && options.Network is null)
            throw Invalid($"FromLayer is '{options.FromLayer}', but no Network is given whose weights the layers before it could keep");
        if (options.Distillation is { } distillation)
            Require(distillation.Weight is >= 0 and <= 1
                && distillation.Temperature > 0, "Distillation.Weight and Temperature", "from 0 to 1 and above 0", distillation.Weight);
    }

    /// <summary>What decides the weights that come out, epochs and files aside: a checkpoint serves the same run only.</summary>
    internal static string Describe(
        SppNetTrainerOptions options, NetworkArchitecture architecture, Preprocessing preprocessing, IReadOnlyList<TrainingImage> train,
        IReadOnlyList<TrainingImage> validation)
    {
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"{architecture}, {preprocessing}, sizes {string.Join(',', options.Sizes)} {options.Schedule}, shorter side "
                + $"{options.ShorterSide}, {options.Crops} from {options.LeastCropArea}, flip {options.Flip}, colour "
                + $"{options.ColorAlteration}, batch {options.BatchSize}, {options.Optimizer} {options.LearningRates} rate "
                + $"{options.LearningRate} plateau {options.PlateauEpochs} warm-up {options.WarmUpEpochs} momentum {options.Momentum} "
                + $"decay {options.WeightDecay}, dropout {options.Dropout}, filters {options.MaximumFilterRms}, {options.Initialization}, "
                + $"smoothing {options.LabelSmoothing}, {options.Precision}, seed {options.Seed}, "
                + $"from {options.FromLayer ?? "the first layer"}")
            + (options.Distillation is { } d ? string.Create(CultureInfo.InvariantCulture,
                $", teacher {d.Tap} at {d.Size}, temperature {d.Temperature}, weight {d.Weight}") : "");
        return $"{text}, {train.Count} training and {validation.Count} validation images ({Digest(train.Concat(validation))})";
    }

    private static string Digest(IEnumerable<TrainingImage> images)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (TrainingImage image in images)
            hash.AppendData(Encoding.UTF8.GetBytes($"{Path.GetFileName(image.Name)}\n{image.Label}\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 4));
    }

    private static void Require<T>(bool holds, string name, string range, T value)
    {
        if (!holds)
            throw Invalid(string.Create(CultureInfo.InvariantCulture, $"{name} is {range}, not {value}"));
    }

    private static ArgumentException Invalid(string message) => new($"{message}.");
}
