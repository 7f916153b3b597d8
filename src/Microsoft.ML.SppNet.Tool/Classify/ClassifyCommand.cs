namespace Microsoft.ML.SppNet.Tool;

/// <summary><c>sppnet classify</c>: the papers' classification protocols.</summary>
internal static class ClassifyCommand
{
    internal static CliCommand Create(ToolConsole console, CancellationToken cancellation) =>
        new("classify", "Train linear SVMs on features and test them, as the papers do.")
        {
            Caltech101Command.Create(console, cancellation),
            Voc2007Command.Create(console, cancellation),
            FeatureFilesCommand.Create(console, cancellation),
            FolderCommand.Create(console, cancellation),
        };
}
