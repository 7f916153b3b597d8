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

    /// <summary>The classes of the logits, in their order.</summary>
    /// <value>Null where nobody said.</value>
    public IReadOnlyList<string>? Classes { get; init => field = value is null ? null : [.. value]; }

    /// <summary>The shorter side in pixels at which the network sees images best: that of its training inputs, unless someone measured
    /// another.</summary>
    /// <value>Null where nobody said.</value>
    public int? Size { get; init; }

    /// <inheritdoc/>
    public bool Equals(ModelCard? other) =>
        other is not null && Architecture == other.Architecture && Preprocessing == other.Preprocessing && Source == other.Source
            && Licence == other.Licence
        && Size == other.Size && (Classes is null) == (other.Classes is null) && (Classes ?? []).SequenceEqual(other.Classes ?? []);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Architecture, Preprocessing, Source, Licence, Size, Classes?.Count);
}
