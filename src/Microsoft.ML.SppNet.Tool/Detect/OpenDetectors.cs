using Microsoft.ML.SppNet.Detection;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>Detectors that were loaded, as one.</summary>
internal sealed record OpenDetectors(IObjectDetector Detector, IReadOnlyList<SppDetector> Parts) : IDisposable
{
    /// <param name="paths">The files.</param>
    /// <param name="windows">What proposes windows; null leaves it to what each was trained with.</param>
    internal static OpenDetectors Open(string[] paths, IProposalMethod? windows)
    {
        var parts = new List<SppDetector>();
        try
        {
            foreach (string path in paths)
            {
                parts.Add(ToolException.RefusedAsInput(() => SppDetector.Load(path, windows)));
                if (parts[^1].Proposals is UnknownProposals)
                    throw ToolException.Usage(
                        $"'{path}' was trained on windows from a file: say where windows come from, with --proposals.");
            }

            return new OpenDetectors(Together(parts), parts);
        }
        catch
        {
            parts.ForEach(part => part.Dispose());
            throw;
        }
    }

    public void Dispose()
    {
        foreach (SppDetector part in Parts)
            part.Dispose();
    }

    private static IObjectDetector Together(List<SppDetector> parts)
    {
        try
        {
            return parts.Count == 1 ? parts[0] : new DetectorEnsemble(parts);
        }
        catch (ArgumentException exception)
        {
            throw ToolException.BadInput($"--model: {Failures.Sentence(exception)}", exception);
        }
    }
}
