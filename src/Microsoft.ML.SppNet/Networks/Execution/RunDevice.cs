namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>Where a network runs: the processor or a GPU. Unlike libtorch's type for it, naming one loads nothing.</summary>
/// <param name="Gpu">The GPU's number; null for the processor.</param>
internal readonly record struct RunDevice(int? Gpu)
{
    internal static RunDevice Cpu => default;

    /// <summary>As it is called in messages and reports.</summary>
    public override string ToString() => Gpu is { } index ? $"cuda:{index}" : "cpu";
}
