using System.CommandLine;

namespace Microsoft.ML.SppNet.Tool;

/// <summary><c>sppnet weights pull</c>: fetches a network of the catalogue.</summary>
internal static class PullWeightsCommand
{
    internal static CliCommand Create(ToolConsole console, CancellationToken cancellation)
    {
        var name = new Argument<string>("NAME") { Description = "A name out of 'sppnet weights list'." };
        var quiet = new Option<bool>("--quiet") { Description = "No progress bar." };
        var command = new CliCommand(
            "pull",
            $"Fetch trained weights into the folder that {NetworkCatalog.FolderVariable} names, or this user's local application data; "
            + $"{NetworkCatalog.BaseVariable} names a mirror. What was broken off goes on where it was.")
        {
            name, quiet,
        };
        command.SetAction(result =>
        {
            CatalogNetwork network = ToolException.RefusedAsUsage(() => NetworkCatalog.Find(result.GetValue(name)!));
            string path;
            using (var progress = new ByteProgress(console, result.GetValue(quiet), network))
                path = NetworkCatalog.PullAsync(network.Name, progress, cancellation).GetAwaiter().GetResult();
            console.Output.WriteLine($"{network.Name}: {path}");
            return ExitCode.Done;
        });
        return command;
    }
}
