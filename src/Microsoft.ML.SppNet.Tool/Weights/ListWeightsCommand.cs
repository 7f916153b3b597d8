using System.Globalization;

namespace Microsoft.ML.SppNet.Tool;

/// <summary><c>sppnet weights list</c>: the catalogue.</summary>
internal static class ListWeightsCommand
{
    internal static CliCommand Create(ToolConsole console)
    {
        var command = new CliCommand("list", "List the trained weights that can be fetched by name.");
        command.SetAction(_ =>
        {
            TextTable.Write(console.Output,
                [["name", "architecture", "MB", "top-1", "SHA-256", "here"], .. NetworkCatalog.Networks.Select(Row)]);
            console.Output.WriteLine();
            console.Output.WriteLine(
                "Top-1 in percent on ImageNet as torchvision publishes it, sizes by the number of parameters: neither was checked here. "
                    + "Preprocessing: "
                + $"{Preprocessing.TorchVision}. Licence: {NetworkCatalog.Networks[0].Licence}.");
            return ExitCode.Done;
        });
        return command;
    }

    private static string[] Row(CatalogNetwork network) =>
    [
        network.Name, network.Architecture.Name, ByteProgress.Megabytes(network.Bytes).ToString(CultureInfo.InvariantCulture),
        network.Top1.ToString("0.00", CultureInfo.InvariantCulture), network.Sha256[..8] + "…",
        NetworkCatalog.PathOf(network.Name) is null ? "" : "yes",
    ];
}
