using System.Globalization;
using System.Runtime.InteropServices;

namespace Microsoft.ML.SppNet.Benchmarks;

/// <summary>On what a measurement was made.</summary>
internal static class Machine
{
    private const string CpuInfo = "/proc/cpuinfo", LoadAverage = "/proc/loadavg";

    /// <summary>Processor, its instructions, system, runtime, the load before anything was measured, and the date.</summary>
    internal static string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Field("model name")}, {Environment.ProcessorCount} cores, {Instructions()}; {RuntimeInformation.OSDescription}, "
            + $"{RuntimeInformation.FrameworkDescription}; "
        + $"load at the start {Load()}; {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC");

    private static string Instructions()
    {
        string[] flags = Field("flags").Split(' ');
        (string Flag, string Name)[] known = [("avx2", "AVX2"), ("avx512f", "AVX-512"), ("avx512_bf16", "bfloat16"), ("amx_bf16", "AMX")];
        return string.Join(", ", known.Select(one => (flags.Contains(one.Flag) ? "" : "no ") + one.Name));
    }

    private static string Field(string name)
    {
        string? line = File.Exists(CpuInfo)
            ? File.ReadLines(CpuInfo).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))
            : null;
        return line?[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() ?? "unknown processor";
    }

    private static string Load() => File.Exists(LoadAverage) ? File.ReadAllText(LoadAverage).Split(' ')[0] : "unknown";
}
