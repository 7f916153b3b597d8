using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Microsoft.ML.SppNet.Benchmarks;

/// <summary>Python with test/oracles/trunk_server.py, which runs only when told to: so it takes its turn among the candidates of this
/// process.</summary>
internal sealed class PyTorchProcess : IDisposable
{
    private readonly Process _process;

    internal PyTorchProcess(string python, string script, int threads)
    {
        _process = Process.Start(new ProcessStartInfo(python, [script, threads.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Version = (string)Answer()["version"]!;
    }

    internal string Version { get; }

    internal JsonNode Ask(object command)
    {
        _process.StandardInput.WriteLine(JsonSerializer.Serialize(command));
        return Answer();
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private JsonNode Answer() => JsonNode.Parse(
        _process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException("Python has ended without an answer; what it wrote is above."))!;
}
