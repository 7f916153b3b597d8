using System.Diagnostics;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>A program run to its end, with everything that it printed.</summary>
internal sealed record ChildProcess(int ExitCode, string Output, string Error)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    internal static ChildProcess Run(string folder, string program, params IReadOnlyList<string> args) =>
        Run(folder, program, args, _ => { });

    /// <param name="folder">Its current folder.</param>
    /// <param name="program">What to run.</param>
    /// <param name="args">Its arguments.</param>
    /// <param name="meanwhile">What to do to it once it runs.</param>
    internal static ChildProcess Run(string folder, string program, IReadOnlyList<string> args, Action<Process> meanwhile)
    {
        var start = new ProcessStartInfo(program, args)
            { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        // What the test host sets for itself must not reach a build in another folder.
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase))
            .ToArray())
            start.Environment.Remove(name);
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        meanwhile(process);
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', args)} has not ended after {Limit}");
        }

        return new ChildProcess(process.ExitCode, output.Result, error.Result);
    }

    internal ChildProcess Succeeded(string what)
    {
        Assert.AreEqual(0, ExitCode, $"{what}\n{Output}\n{Error}");
        return this;
    }
}
