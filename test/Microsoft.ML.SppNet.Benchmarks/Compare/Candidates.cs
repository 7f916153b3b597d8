namespace Microsoft.ML.SppNet.Benchmarks;

/// <summary>The candidates' names, as the tables have them.</summary>
internal static class Candidates
{
    internal const string Product = "this library", Plain = "plain modules", PyTorch = "PyTorch", OnnxRuntime = "ONNX Runtime";

    internal static readonly string[] Rivals = [Plain, PyTorch, OnnxRuntime];
}
