using System.Text.Json;
using System.Text.Json.Serialization;

namespace Microsoft.ML.SppNet.Networks.Architecture;

/// <summary>An <see cref="ImportedTrunk"/> as JSON, and back. The text may come from anyone: it is held to what every interpreter of steps
/// relies on.</summary>
internal static class ImportedTrunkText
{
    private const int MostSteps = 10_000;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    internal static string Write(ImportedTrunk trunk)
    {
        HeadTable head = trunk.Table.Head;
        return JsonSerializer.Serialize(
            new TrunkText(
                [.. trunk.Program.Steps.Select(StepText.Of)],
                [.. trunk.Program.Taps.Select(tap => new TapText(tap.Key, tap.Value))],
                trunk.Table.Deepest,
                head.AverageSide)
            {
                Average = head.AverageTap,
                Layers = [.. head.Linears.Select(linear => new LayerText(linear.Name, linear.Tap, linear.Outputs, linear.Relu))],
            },
            Options);
    }

    /// <exception cref="FormatException">The text is no trunk.</exception>
    /// <exception cref="ArgumentException">A step or tap cannot be; the message says which.</exception>
    internal static ImportedTrunk Read(string text)
    {
        TrunkText read = Parse(text);
        if (read.Steps.Length is 0 or > MostSteps || read.Steps.Contains(null!) || read.Taps.Contains(null!) || read.Layers.Contains(null!))
            throw new FormatException($"it has {read.Steps.Length} steps, or something is missing among them");
        TapText? beyond = read.Taps.FirstOrDefault(tap => tap.Value < 1 || tap.Value > read.Steps.Length);
        if (beyond is not null)
            throw new FormatException($"tap '{beyond.Name}' is value {beyond.Value} of {read.Steps.Length}");
        if (read.Side is < 1 or > 64)
            throw new FormatException($"its head averages over {read.Side} × {read.Side} cells");
        TrunkProgram program = TrunkProgram.Create(
            [.. read.Steps.Select(step => step.ToStep())], [.. read.Taps.Select(tap => KeyValuePair.Create(tap.Name, tap.Value))]);
        Linear[] linears = [.. read.Layers.Select(layer => new Linear(layer.Name, layer.Tap, layer.Outputs) { Relu = layer.Relu })];
        return new ImportedTrunk(program, read.Deepest, new HeadTable(linears) { AverageSide = read.Side, AverageTap = read.Average });
    }

    private static TrunkText Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<TrunkText>(text, Options) ?? throw new FormatException("it is empty");
        }
        catch (JsonException exception)
        {
            throw new FormatException(exception.Message, exception);
        }
    }

    private sealed record TrunkText(StepText[] Steps, TapText[] Taps, string Deepest, int Side)
    {
        public string? Average { get; init; }

        public LayerText[] Layers { get; init; } = [];
    }

    private sealed record TapText(string Name, int Value);

    private sealed record LayerText(string Name, string Tap, int Outputs, bool Relu);
}
