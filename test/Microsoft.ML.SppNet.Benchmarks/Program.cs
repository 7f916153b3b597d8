using BenchmarkDotNet.Running;
using Microsoft.ML.SppNet.Benchmarks;

// Three programs in one: the comparison that build/benchmark.sh runs, the cold process that it starts, and BenchmarkDotNet for everything
// else.
switch (args)
{
    case ["compare", .. string[] options]:
        return CompareCommand.Create().Parse(options).Invoke();
    case ["predict", string model, string image]:
        FirstPrediction.Run(model, image);
        return 0;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(PartsConfig).Assembly).Run(args, new PartsConfig());
        return 0;
}
