namespace Microsoft.ML.SppNet.Tool;

/// <summary><c>sppnet visualize</c>: what a network sees, as pictures, numbers and one page.</summary>
internal static class VisualizeCommand
{
    internal static CliCommand Create(ToolConsole console, CancellationToken cancellation) =>
        new("visualize", "Show what a network sees: pictures, numbers and a page that needs no network access.")
        {
            FiltersCommand.Create(console),
            DeconvnetCommand.Create(console, cancellation),
            OcclusionCommand.Create(console, cancellation),
            StrongestCommand.CreateTop(console, cancellation),
            StrongestCommand.CreateStrongest(console, cancellation),
            EvolutionCommand.Create(console, cancellation),
            InvarianceCommand.Create(console, cancellation),
            CorrespondenceCommand.Create(console, cancellation),
        };
}
