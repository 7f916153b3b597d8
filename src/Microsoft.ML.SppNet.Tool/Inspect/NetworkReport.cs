namespace Microsoft.ML.SppNet.Tool;

/// <summary>A tensor as the file has it.</summary>
internal sealed record TensorReport(string Name, string Type, IReadOnlyList<long> Shape);

/// <summary>A tap: for a feature map its channels and, pooled, its length; the smallest image that it can be read for.</summary>
internal sealed record TapReport(string Name, int Channels, int Dimensions, int SmallestImage);

/// <summary>The network's structure and what its input must go through; where blocks stride only for those that have a choice.</summary>
internal sealed record CardReport(string Architecture, string Padding, string Head, IReadOnlyList<int> HeadLevels, string? StrideIn)
{
    public required string Channels { get; init; }

    public required IReadOnlyList<float> Mean { get; init; }

    public required IReadOnlyList<float> Std { get; init; }

    public string? Source { get; init; }

    public string? Licence { get; init; }
}

/// <summary>What <c>inspect</c> tells of a network.</summary>
internal sealed record NetworkReport
{
    /// <summary>The weight file; null for an untrained net.</summary>
    public string? File { get; init; }

    /// <summary>The file's format; null for an untrained net.</summary>
    public string? Format { get; init; }

    /// <summary>Why the file is of no known network; null where it is of one.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether the file says itself what it is.</summary>
    public bool HasCard { get; init; }

    /// <summary>The structure; null where neither the file nor the user says it.</summary>
    public CardReport? Card { get; init; }

    /// <summary>The file's texts.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>What runs it on this processor in float32, and why; null where the structure is not known.</summary>
    public string? Runs { get; init; }

    /// <summary>The trunk, a line per operation.</summary>
    public IReadOnlyList<string> Layers { get; init; } = [];

    /// <summary>The weights.</summary>
    public required IReadOnlyList<TensorReport> Tensors { get; init; }

    /// <summary>How many numbers the weights are.</summary>
    public required long Parameters { get; init; }

    /// <summary>The pyramid that the taps' dimensions are for.</summary>
    public required IReadOnlyList<int> Levels { get; init; }

    /// <summary>What can be read.</summary>
    public IReadOnlyList<TapReport> Taps { get; init; } = [];
}
