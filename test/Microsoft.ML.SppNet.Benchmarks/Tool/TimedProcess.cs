using System.Diagnostics;

namespace Microsoft.ML.SppNet.Benchmarks;

/// <summary>A .NET program from its start to its end.</summary>
internal static class TimedProcess
{
    /// <returns>Seconds.</returns>
    /// <exception cref="InvalidOperationException">It failed; what it wrote is on the console.</exception>
    internal static double Run(string assembly, params IReadOnlyList<string> args)
    {
        long start = Stopwatch.GetTimestamp();
        // Its output is no result here, and the tables are alone on this program's own.
        using Process process =
            Process.Start(new ProcessStartInfo("dotnet", ["exec", assembly, .. args]) { RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return process.ExitCode == 0
            ? seconds
            : throw new InvalidOperationException(
                $"'{Path.GetFileName(assembly)} {string.Join(' ', args)}' ended with exit code {process.ExitCode}.");
    }
}
