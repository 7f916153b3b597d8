namespace Microsoft.ML.SppNet;

/// <summary>One operation of a network's trunk, the papers' way: filters, size, stride.</summary>
/// <param name="Name">The layer's name, of its weights where it has any; what has none is numbered (<c>pool#2</c>).</param>
/// <param name="Operation">What it does, in words: <c>96 filters 7x7, stride 2, padding 1, ReLU</c>.</param>
/// <param name="Inputs">Names of the layers that it reads; <c>image</c> is the network's input.</param>
/// <param name="Tap">The name that its feature map can be asked for by; null where it has none.</param>
public sealed record NetworkLayer(string Name, string Operation, IReadOnlyList<string> Inputs, string? Tap)
{
    /// <summary>Name, operation and tap in one line.</summary>
    public override string ToString() => Tap is null ? $"{Name}: {Operation}" : $"{Name}: {Operation} (tap {Tap})";
}
