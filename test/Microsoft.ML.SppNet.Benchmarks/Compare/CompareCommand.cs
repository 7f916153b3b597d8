using System.CommandLine;
using System.Globalization;

namespace Microsoft.ML.SppNet.Benchmarks;

/// <summary>The comparison: tables on standard output, what is going on on standard error.</summary>
internal static class CompareCommand
{
    internal static RootCommand Create()
    {
        var options = new CompareOptions();
        var command = new RootCommand("Measures trunks against PyTorch and ONNX Runtime, and the tool; run by build/benchmark.sh.");
        options.AddTo(command);
        command.SetAction(result =>
        {
            DirectoryInfo folder = Directory.CreateTempSubdirectory("sppnet-benchmark-");
            try
            {
                new Comparison(folder.FullName)
                {
                    Architectures = CompareOptions.Split(result.GetRequiredValue(options.Architectures)),
                    Sizes = [.. CompareOptions.Split(result.GetRequiredValue(options.Sizes)).Select(InputSize.Parse)],
                    Batches = [.. CompareOptions.Split(result.GetRequiredValue(options.Batches))
                        .Select(batch => int.Parse(batch, CultureInfo.InvariantCulture))],
                    Threads = result.GetValue(options.Threads),
                    PerCandidate = TimeSpan.FromSeconds(result.GetValue(options.Seconds)),
                    Networks = new NetworkSource(result.GetValue(options.Weights), result.GetValue(options.StrideIn)),
                    Images = result.GetValue(options.Images),
                    ImageCount = result.GetValue(options.Count),
                    Python = result.GetRequiredValue(options.Python),
                }.Run();
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        });
        return command;
    }
}
