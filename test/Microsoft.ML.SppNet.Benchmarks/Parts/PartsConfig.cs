using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Microsoft.ML.SppNet.Benchmarks;

/// <summary>Few, long iterations in this process: what is measured takes milliseconds, and a process of its own per benchmark would load
/// libtorch each time.</summary>
internal sealed class PartsConfig : ManualConfig
{
    public PartsConfig()
    {
        Add(DefaultConfig.Instance);
        AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(3).WithIterationCount(10));
    }
}
