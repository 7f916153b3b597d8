using BenchmarkDotNet.Running;
using Microsoft.ML.SppNet.Benchmarks;

// Four programs in one: the comparison that build/benchmark.sh runs, the cold process that it starts, the check of written ONNX files by
// ONNX Runtime, and BenchmarkDotNet for everything else.
switch (args)
{
    case ["compare", .. string[] options]:
        return CompareCommand.Create().Parse(options).Invoke();
    case ["onnx", .. string[] architectures]:
        return OnnxCheck.Run(architectures);
    case ["predict", string model, string image]:
        FirstPrediction.Run(model, image);
        return 0;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(PartsConfig).Assembly).Run(args, new PartsConfig());
        return 0;
}
