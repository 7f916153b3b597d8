namespace Microsoft.ML.SppNet.Tool;

/// <summary>How far a download is, in megabytes.</summary>
internal sealed class ByteProgress(ToolConsole console, bool quiet, CatalogNetwork network) : IProgress<CatalogProgress>, IDisposable
{
    private ProgressBar? _bar;

    public void Report(CatalogProgress value)
    {
        _bar ??= new ProgressBar(console, quiet, Megabytes(Math.Max(value.Total ?? network.Bytes, value.Done)));
        _bar.Report(Megabytes(value.Done));
    }

    public void Dispose() => _bar?.Dispose();

    internal static int Megabytes(long bytes) => (int)Math.Ceiling(bytes / 1e6);
}
