namespace Microsoft.ML.SppNet;

/// <summary>What must travel with weights for them to mean anything: which network they are of and what its input went through.</summary>
/// <param name="Architecture">The network's structure.</param>
/// <param name="Preprocessing">What pixels must go through before they enter the network.</param>
public sealed record ModelCard(NetworkArchitecture Architecture, Preprocessing Preprocessing)
{
    /// <summary>Where the weights come from, in words.</summary>
    public string? Source { get; init; }

    /// <summary>The weights' licence, in words.</summary>
    public string? Licence { get; init; }
}
