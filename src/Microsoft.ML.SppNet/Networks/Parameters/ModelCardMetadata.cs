using System.Globalization;
using System.Text.Json;
using Microsoft.ML.SppNet.Networks.Architecture;

namespace Microsoft.ML.SppNet.Networks.Parameters;

/// <summary>The model card as the texts in a safetensors file's <c>__metadata__</c>.</summary>
internal static class ModelCardMetadata
{
    private const string Version = "sppnet.card", CurrentVersion = "1";

    internal static Dictionary<string, string> Write(ModelCard card, IEnumerable<string> taps)
    {
        NetworkArchitecture architecture = card.Architecture;
        var texts = new Dictionary<string, string>
        {
            [Version] = CurrentVersion,
            ["architecture"] = architecture.Name,
            ["padding"] = Text(architecture.Padding),
            ["head"] = Text(architecture.Head),
            ["head_levels"] = string.Join(',', architecture.HeadLevels),
            ["stride_in"] = Text(architecture.StrideIn),
            ["taps"] = string.Join(',', taps),
            ["channels"] = Text(card.Preprocessing.Channels),
            ["mean"] = Text(card.Preprocessing.Mean),
            ["std"] = Text(card.Preprocessing.StandardDeviation),
        };
        if (architecture.Imported is { } imported)
            texts["steps"] = imported.Text;
        if (architecture.Normalization is { } kind)
            texts["normalization"] =
                string.Create(CultureInfo.InvariantCulture, $"{Text(kind.Kind)},{kind.Size},{kind.Alpha:R},{kind.Beta:R},{kind.K:R}");
        if (architecture.NormalizationOrder is { } order)
            texts["normalization_order"] = Text(order);
        if (card.Source is { } source)
            texts["source"] = source;
        if (card.Licence is { } licence)
            texts["licence"] = licence;
        if (card.Size is { } size)
            texts["size"] = size.ToString(CultureInfo.InvariantCulture);
        if (card.Classes is { } classes)
            texts["classes"] = JsonSerializer.Serialize(classes);
        return texts;
    }

    /// <summary>The card in a file's metadata, or null where it has none.</summary>
    /// <exception cref="InvalidDataException">A card of a later version, or an entry that cannot be read; the message names file and
    /// entry.</exception>
    internal static ModelCard? Read(string file, IReadOnlyDictionary<string, string> texts)
    {
        if (!texts.TryGetValue(Version, out string? version))
            return null;
        if (version != CurrentVersion)
            throw new InvalidDataException(
                $"'{file}': its model card is of version '{version}', and this library reads version {CurrentVersion}: use a newer "
                    + "release.");
        var entries = new CardEntries(file, texts);
        return entries.Reading(() => new ModelCard(
            Named(entries) with
            {
                Padding = entries.Choice("padding", TrunkPadding.Training),
                Head = entries.Choice("head", NetworkHead.SpatialPyramid),
                HeadLevels = entries.Numbers("head_levels", int.Parse) is { } levels
                    ? new SpatialPyramid(levels).Levels
                    : SpatialPyramid.Default.Levels,
                StrideIn = entries.Choice("stride_in", ResidualStride.Conv2),
                Normalization = ReadNormalization(entries),
                NormalizationOrder = entries.Has("normalization_order")
                    ? entries.Choice("normalization_order", NormalizationOrder.BeforePooling)
                    : null,
            },
            new Preprocessing
            {
                Channels = entries.Choice("channels", ChannelOrder.Rgb),
                Mean = entries.Numbers("mean", float.Parse) ?? throw entries.Missing("mean"),
                StandardDeviation = entries.Numbers("std", float.Parse) ?? throw entries.Missing("std"),
            })
        {
            Source = texts.GetValueOrDefault("source"),
            Licence = texts.GetValueOrDefault("licence"),
            Size = ReadSize(entries),
            Classes = ReadClasses(entries),
        });
    }

    private static NetworkArchitecture Named(CardEntries entries)
    {
        string name = entries.Required("architecture");
        return name is ImportedTrunk.Name or ImportedTrunk.ScriptName
            ? new NetworkArchitecture(name) { Imported = ImportedTrunkText.Read(entries.Required("steps")) }
            : new NetworkArchitecture(ArchitectureTables.Find(name).Name);
    }

    private static int? ReadSize(CardEntries entries)
    {
        if (!entries.Has("size"))
            return null;
        int size = int.Parse(entries.Required("size"), NumberStyles.None, CultureInfo.InvariantCulture);
        return size is >= 1 and <= 16384 ? size : throw new FormatException("it is a number of pixels from 1 to 16384");
    }

    private static string[]? ReadClasses(CardEntries entries)
    {
        if (!entries.Has("classes"))
            return null;
        try
        {
            string[]? names = JsonSerializer.Deserialize<string[]>(entries.Required("classes"));
            return names is not null && !names.Contains(null) ? names : throw new FormatException("it is a list of names");
        }
        catch (JsonException error)
        {
            throw new FormatException("it is a list of names in JSON", error);
        }
    }

    private static LocalNormalization? ReadNormalization(CardEntries entries)
    {
        if (!entries.Has("normalization"))
            return null;
        string[] parts = entries.Required("normalization").Split(',');
        if (parts.Length != 5)
            throw new FormatException("normalization has five parts: kind, size, alpha, beta, k");
        double[] constants = [.. parts.Skip(2).Select(part => double.Parse(part, CultureInfo.InvariantCulture))];
        var kind = new LocalNormalization(
            CardEntries.ParseChoice<NormalizationKind>(parts[0]), int.Parse(parts[1], CultureInfo.InvariantCulture), constants[0],
            constants[1], constants[2]);
        kind.Check();
        return kind;
    }

    private static string Text(Enum value) => value.ToString().ToLowerInvariant();

    private static string Text(IEnumerable<float> values) =>
        string.Join(',', values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)));
}
