using System.Text.Json.Serialization;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>All of a detector that is not a tensor, as its file has it. What only training needs is not kept.</summary>
internal sealed record DetectorDescription
{
    private const int CurrentFormat = 1;

    public required int Format { get; init; }

    public required IReadOnlyList<string> Classes { get; init; }

    [JsonConverter(typeof(JsonStringEnumConverter<DetectorMethod>))]
    public required DetectorMethod Method { get; init; }

    public required string Tap { get; init; }

    public required IReadOnlyList<int> Levels { get; init; }

    public required IReadOnlyList<int> Scales { get; init; }

    [JsonConverter(typeof(JsonStringEnumConverter<WindowMapping>))]
    public required WindowMapping Mapping { get; init; }

    public required string Proposals { get; init; }

    public required double SuppressionOverlap { get; init; }

    public required int MaximumPerClass { get; init; }

    /// <summary>The classes whose boxes are moved; null where no box is.</summary>
    public required IReadOnlyList<int>? Regressed { get; init; }

    internal static DetectorDescription Of(SppDetector detector) => new()
    {
        Format = CurrentFormat,
        Classes = detector.ClassNames,
        Method = detector.Options.Method,
        Tap = detector.Options.Tap,
        Levels = detector.Options.Levels,
        Scales = detector.Options.Scales,
        Mapping = detector.Options.Mapping,
        Proposals = detector.ProposalText,
        SuppressionOverlap = detector.Options.SuppressionOverlap,
        MaximumPerClass = detector.Options.MaximumPerClass,
        Regressed = detector.Regressors is { } regressors
            ? [.. Enumerable.Range(0, regressors.Length).Where(index => regressors[index] is not null)]
            : null,
    };

    /// <exception cref="InvalidDataException">A later version wrote it, or it names no class.</exception>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    internal SppDetectorOptions ToOptions()
    {
        if (Format != CurrentFormat)
            throw new InvalidDataException($"its format is {Format}, and this version reads {CurrentFormat}.");
        if (Classes.Count == 0 || Classes.Any(string.IsNullOrEmpty))
            throw new InvalidDataException("it has no class, or one without a name.");
        var options = new SppDetectorOptions
        {
            Method = Method,
            Tap = Tap,
            Levels = Levels,
            Scales = Scales,
            Mapping = Mapping,
            Proposals = ProposalFormat.Read(Proposals),
            SuppressionOverlap = SuppressionOverlap,
            MaximumPerClass = MaximumPerClass,
        };
        options.Validate();
        return options;
    }
}
