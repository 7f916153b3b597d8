using Microsoft.ML.SppNet.Networks.Parameters;
using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Builds the network that a golden is of, from the same generated parameters.</summary>
internal sealed class GoldenNetwork(NetworkGolden golden) : IParameterSource
{
    private readonly Dictionary<string, float[]> _values = [];

    public string Name => golden.Network;

    public IReadOnlyDictionary<string, long[]> Shapes { get; } =
        golden.Parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Shape);

    public void CopyTo(string name, Span<float> destination)
    {
        if (!_values.TryGetValue(name, out float[]? values))
            _values[name] = values = golden.Parameters.Single(parameter => parameter.Name == name).Values();
        values.CopyTo(destination);
    }

    internal NetworkArchitecture Architecture(string padding) => new(golden.Network)
    {
        Padding = Enum.Parse<TrunkPadding>(padding),
        Head = golden.Head == "fixed" ? NetworkHead.Pool5 : NetworkHead.SpatialPyramid,
        StrideIn = golden.Options.StrideIn is { } at ? Enum.Parse<ResidualStride>(at, ignoreCase: true) : ResidualStride.Conv2,
        Normalization = golden.Options.Normalization is { } norm ? new(Kind(norm.Kind), norm.Size, norm.Alpha, norm.Beta) : null,
        NormalizationOrder = golden.Options.Order switch
        {
            null => null,
            "PoolThenNormalize" => NormalizationOrder.AfterPooling,
            "NormalizeThenPool" => NormalizationOrder.BeforePooling,
            string other => throw new ArgumentException(other),
        },
    };

    internal ParameterContract Contract(string padding) => ParameterContract.For(Architecture(padding), Shapes);

    internal SppNetwork Build(string padding)
    {
        NetworkArchitecture architecture = Architecture(padding);
        return SppNetwork.From(new ModelCard(architecture, architecture.DefaultPreprocessing),
            NetworkParameters.Read(Contract(padding), this));
    }

    private static NormalizationKind Kind(string kind) => kind switch
    {
        "WithinChannel" => NormalizationKind.WithinChannel,
        "AcrossChannels" => NormalizationKind.AcrossChannel,
        _ => throw new ArgumentException(kind),
    };
}
