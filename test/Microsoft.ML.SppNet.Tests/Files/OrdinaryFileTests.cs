using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.ML.SppNet.Files;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>What is no file is refused in words at once: opening a pipe would wait for a writer that never comes.</summary>
[TestClass]
public sealed class OrdinaryFileTests : IDisposable
{
    private readonly TemporaryFolder _files = new();

    public void Dispose() => _files.Dispose();

    [TestMethod]
    [Timeout(20_000)]
    public void PipesSocketsAndDevicesAreNotOpened()
    {
        SkipOnWindows();
        string pipe = MakePipe("pipe.jpg"), link = _files["link.jpg"];
        File.CreateSymbolicLink(link, pipe);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_files["s"]));
        foreach ((string path, string kind) in new[]
            { (pipe, "a named pipe"), (link, "a named pipe"), (_files["s"], "a socket"), ("/dev/zero", "a device") })
        {
            Assert.AreEqual(
                $"'{path}' is {kind}, and a file is needed: write what it gives to a file first.",
                Assert.ThrowsExactly<IOException>(() => OrdinaryFile.Open(path)).Message);
            Assert.AreEqual(
                $"'{path}' is no image that can be read (it is {kind})",
                Assert.ThrowsExactly<ImageReadException>(() => ImageFile.Load(path)).Message);
        }
    }

    [TestMethod]
    public void FoldersAndMissingFilesAreNamed()
    {
        Assert.AreEqual($"'{_files.Root}' is a folder, and a file is needed.",
            Assert.ThrowsExactly<IOException>(() => OrdinaryFile.Open(_files.Root)).Message);
        string gone = _files["gone"];
        Assert.AreEqual($"'{gone}': there is no such file",
            Assert.ThrowsExactly<FileNotFoundException>(() => OrdinaryFile.Open(gone)).Message);
    }

    [TestMethod]
    public void EmptyAndOrdinaryFilesOpen()
    {
        foreach (byte[] content in new byte[][] { [], [1, 2, 3] })
        {
            string path = _files.Write("file", content);
            using FileStream stream = OrdinaryFile.Open(path);
            CollectionAssert.AreEqual(content, OrdinaryFile.Start(stream));
            Assert.AreEqual((0L, (long)content.Length), (stream.Position, stream.Length));
        }
    }

    internal static void SkipOnWindows()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("skipped: Windows has no pipes in folders");
    }

    private string MakePipe(string name)
    {
        using Process process = Process.Start("mkfifo", [_files[name]]);
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode);
        return _files[name];
    }
}
