namespace Microsoft.ML.SppNet.Tests;

/// <summary>A folder for files that a test writes, deleted at its end.</summary>
internal sealed class TemporaryImages : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sppnet-imaging-").FullName;

    internal string Write(string name, byte[] content)
    {
        string path = PathOf(name);
        File.WriteAllBytes(path, content);
        return path;
    }

    internal string PathOf(string name) => Path.Combine(_folder, name);

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
