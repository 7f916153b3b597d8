using System.CommandLine;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>The options that say where a command runs and what it tells besides its result.</summary>
internal sealed class RunOptions
{
    private readonly Option<int?> _threads =
        WholeNumber.Of("--threads", "Threads of the network's arithmetic. [default: one per core]", 1, 1024);

    private readonly Option<DeviceChoice?> _device = Choice.Of(
        "--device", "Where the network runs; auto takes a GPU where there is one. [default: auto]",
        ("auto", DeviceChoice.Auto), ("cpu", DeviceChoice.Cpu), ("cuda", DeviceChoice.Cuda));

    private readonly Option<bool> _quiet = new("--quiet") { Description = "No progress bar." };

    internal JsonOption Json { get; } = new();

    internal void AddTo(CliCommand command)
    {
        foreach (Option option in (Option[])[_threads, _device, Json, _quiet])
            command.Add(option);
    }

    internal RunChoice Read(ParseResult result) => new(
        result.GetValue(_threads), result.GetValue(_device) ?? DeviceChoice.Auto, Json.Read(result), result.GetValue(_quiet));
}
