using System.Text.Json;
using System.Text.Json.Serialization;

namespace Microsoft.ML.SppNet.Training;

/// <summary>Where a run stands, apart from its tensors: what a checkpoint says in words.</summary>
internal sealed record TrainingState
{
    private static readonly JsonSerializerOptions Format = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>What the run was asked to do; another run must not go on from it.</summary>
    public required string Task { get; init; }

    /// <summary>The epoch at hand, from 0.</summary>
    public int Epoch { get; set; }

    /// <summary>Steps of it that are done.</summary>
    public int StepsDone { get; set; }

    /// <summary>Steps over all epochs.</summary>
    public long Steps { get; set; }

    /// <summary>Sum of the losses of this epoch's images, and how many they are.</summary>
    public double LossSum { get; set; }

    public int ImagesDone { get; set; }

    public List<TrainingEpoch> Epochs { get; init; } = [];

    public int BestEpoch { get; set; }

    public double BestAccuracy { get; set; } = double.NegativeInfinity;

    public int Divisions { get; set; }

    public double LeastError { get; set; } = double.PositiveInfinity;

    public int EpochsSinceLeast { get; set; }

    /// <summary>Names of images that could not be read.</summary>
    public SortedSet<string> Skipped { get; init; } = new(StringComparer.Ordinal);

    internal string ToText() => JsonSerializer.Serialize(this, Format);

    /// <exception cref="InvalidDataException">It is no such text.</exception>
    internal static TrainingState Parse(string file, string text)
    {
        try
        {
            return JsonSerializer.Deserialize<TrainingState>(text, Format) ?? throw new JsonException("it is empty");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"'{file}': the state of its training cannot be read: {error.Message}", error);
        }
    }
}
