using System.Security.Cryptography;
using System.Text;

namespace Microsoft.ML.SppNet.Networks.Architecture;

/// <summary>A network whose steps came from a file rather than from a table. Two are equal when their text is, which is what a model card
/// carries of them.</summary>
internal sealed class ImportedTrunk : IEquatable<ImportedTrunk>
{
    /// <summary>The names of all architectures of this kind: what came from an ONNX file, or what a TorchScript module is.</summary>
    internal const string Name = "onnx", ScriptName = "torchscript";

    /// <exception cref="ArgumentException">Two steps have parameters of one name, or the deepest tap is none; the message says
    /// which.</exception>
    internal ImportedTrunk(TrunkProgram program, string deepest, HeadTable head)
    {
        Program = program;
        Table = new ArchitectureTable(IsScript ? ScriptName : Name, [], deepest, head, Preprocessing.TorchVision);
        if (program.Taps.All(tap => tap.Key != deepest))
            throw new ArgumentException($"there is no tap '{deepest}'", nameof(deepest));
        string? twice = ParameterNames().GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1)?.Key;
        if (twice is not null)
            throw new ArgumentException($"two layers have parameters of the name '{twice}'", nameof(program));
        Text = ImportedTrunkText.Write(this);
        Digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));
    }

    internal TrunkProgram Program { get; }

    /// <summary>Whether a TorchScript module makes the maps.</summary>
    internal bool IsScript => Program.Steps.Any(step => step is ScriptStep);

    internal ArchitectureTable Table { get; }

    /// <summary>All of it as JSON.</summary>
    internal string Text { get; }

    /// <summary>SHA-256 of <see cref="Text"/>.</summary>
    internal string Digest { get; }

    /// <summary>The steps with the choices that an architecture leaves open.</summary>
    internal TrunkProgram ProgramFor(TrunkPadding padding, LocalNormalization? normalization)
    {
        if (padding == TrunkPadding.Training && normalization is null)
            return Program;
        if (IsScript && padding == TrunkPadding.Deployment)
            throw new ArgumentException("A TorchScript module has a padding of its own, which cannot be changed.");
        return TrunkProgram.Create([.. Program.Steps.Select(Chosen)], Program.Taps);

        Step Chosen(Step step) => step switch
        {
            NormalizeStep normalize => normalize with { Kind = normalization ?? normalize.Kind },
            ConvStep conv when padding == TrunkPadding.Deployment => conv with { Window = Centred(conv.Window) },
            PoolStep pool when padding == TrunkPadding.Deployment => pool with { Window = Centred(pool.Window) },
            _ => step,
        };
    }

    public bool Equals(ImportedTrunk? other) => other is not null && Text == other.Text;

    public override bool Equals(object? obj) => Equals(obj as ImportedTrunk);

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    private static Window Centred(Window window)
    {
        (int rows, int columns) = (window.Rows.Reach / 2, window.Columns.Reach / 2);
        return window with { Pads = new Pads(rows, columns, rows, columns), Rule = PadRule.Written };
    }

    private IEnumerable<string> ParameterNames() =>
    [
        .. Program.Steps.OfType<ConvStep>().Select(conv => conv.Name),
        .. Program.Steps.OfType<ConvStep>().Where(conv => conv.BatchNorm is not null).Select(conv => conv.BatchNorm!.Name),
        .. Program.Steps.OfType<AffineStep>().Select(affine => affine.Name),
        .. Table.Head.Linears.Select(linear => linear.Name),
    ];
}
