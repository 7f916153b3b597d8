namespace Microsoft.ML.SppNet.Tests;

/// <summary>An empty folder that goes with everything in it when the test ends.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    internal string Root { get; } = Directory.CreateTempSubdirectory("sppnet-test-").FullName;

    internal string this[params string[] parts] => Path.Combine([Root, .. parts]);

    /// <summary>Writes a file into the folder.</summary>
    internal string Write(string name, byte[] content)
    {
        File.WriteAllBytes(this[name], content);
        return this[name];
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
