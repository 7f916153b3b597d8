using System.Globalization;
using System.Security.Cryptography;
using Microsoft.ML.SppNet.Networks;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Downloads from a server on this machine, with all that goes wrong on the way: a file is whole or not there.</summary>
[TestClass]
public class WeightDownloadTests
{
    private const string FileName = "tiny-00000000.pth";

    private static readonly byte[] Content = Bytes(300_000);

    private static CatalogNetwork Network =>
        new("test/tiny", new NetworkArchitecture("zf5"), FileName, Convert.ToHexStringLower(SHA256.HashData(Content))[..8], Content.Length
            / 4, 0);

    [TestMethod]
    public async Task AFileComesWhole()
    {
        using var server = new LoopbackServer(_ => new("200 OK", Content));
        using var folder = new TemporaryFolder();
        var reports = new List<CatalogProgress>();
        string path = await Fetch(server, folder["weights"], reports: reports);
        AssertWhole(path, folder["weights", FileName]);
        Assert.AreEqual(new CatalogProgress(Content.Length, Content.Length), reports[^1]);
        Assert.AreEqual($"/models/{FileName}", server.Requests.Single().Path);
        Assert.AreEqual(path, await Fetch(server, folder["weights"]));
        Assert.HasCount(1, server.Requests);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task WhatWasCutGoesOn(bool ranges)
    {
        int attempts = 0;
        using var server = new LoopbackServer(request => attempts++ == 0 ? new("200 OK", Content[..100_000]) { Promised = Content.Length }
            : ranges && request.From is { } from ? Rest(from)
            : new("200 OK", Content));
        using var folder = new TemporaryFolder();
        IOException error = await Assert.ThrowsExactlyAsync<IOException>(() => Fetch(server, folder.Root));
        Assert.StartsWith($"{server.Address}{FileName} cannot be read: ", error.Message);
        AssertNothing(folder);
        long kept = new FileInfo(folder[$".{FileName}.part"]).Length;
        Assert.IsGreaterThan(0, kept);
        AssertWhole(await Fetch(server, folder.Root), folder[FileName]);
        Assert.AreEqual((int)kept, server.Requests.Last().From);
    }

    [TestMethod]
    public async Task APartThatIsWholeNeedsNoMore()
    {
        using var server = new LoopbackServer(_ => new("416 Range Not Satisfiable", []));
        using var folder = new TemporaryFolder();
        folder.Write($".{FileName}.part", Content);
        AssertWhole(await Fetch(server, folder.Root), folder[FileName]);
    }

    [TestMethod]
    public async Task APartOfSomethingElseIsDropped()
    {
        using var server = new LoopbackServer(request => request.From is { } from ? Rest(from) : new("200 OK", Content));
        using var folder = new TemporaryFolder();
        folder.Write($".{FileName}.part", new byte[50_000]);
        AssertWhole(await Fetch(server, folder.Root), folder[FileName]);
        Assert.HasCount(2, server.Requests);
    }

    [TestMethod]
    public async Task AnotherFileIsRefused()
    {
        byte[] other = Bytes(300_001);
        using var server = new LoopbackServer(_ => new("200 OK", other));
        using var folder = new TemporaryFolder();
        InvalidDataException error = await Assert.ThrowsExactlyAsync<InvalidDataException>(() => Fetch(server, folder.Root));
        Assert.AreEqual(
            $"'test/tiny': what came from {server.Address}{FileName} is not what was published: its SHA-256 is "
                + $"{Convert.ToHexStringLower(SHA256.HashData(other))}, "
            + $"which does not begin with {Network.Sha256}.",
            error.Message);
        AssertNothing(folder, parts: false);
    }

    [TestMethod]
    public async Task AnAnswerWithoutEndIsRefused()
    {
        using var server = new LoopbackServer(_ => new("200 OK", new byte[3 * Content.Length]));
        using var folder = new TemporaryFolder();
        InvalidDataException error = await Assert.ThrowsExactlyAsync<InvalidDataException>(() => Fetch(server, folder.Root));
        Assert.AreEqual($"'test/tiny': {server.Address}{FileName} sends more than twice the bytes that were published.", error.Message);
        AssertNothing(folder, parts: false);
    }

    [TestMethod]
    public async Task ARedirectionIsFollowed()
    {
        using var server = new LoopbackServer(request =>
            request.Path == "/elsewhere" ? new("200 OK", Content) : new("302 Found", [], "Location: /elsewhere"));
        using var folder = new TemporaryFolder();
        AssertWhole(await Fetch(server, folder.Root), folder[FileName]);
    }

    [TestMethod]
    public async Task WhatTheServerRefusesIsSaid()
    {
        using var server = new LoopbackServer(_ => new("404 Not Found", [.. "no"u8]));
        using var folder = new TemporaryFolder();
        IOException error = await Assert.ThrowsExactlyAsync<IOException>(() => Fetch(server, folder.Root));
        Assert.AreEqual($"'test/tiny': {server.Address}{FileName} answers 404 (Not Found).", error.Message);
        AssertNothing(folder, parts: false);
    }

    [TestMethod]
    public async Task AnotherPartThanAskedForIsRefused()
    {
        using var server = new LoopbackServer(request => Rest(request.From!.Value - 1));
        using var folder = new TemporaryFolder();
        folder.Write($".{FileName}.part", Content[..1000]);
        IOException error = await Assert.ThrowsExactlyAsync<IOException>(() => Fetch(server, folder.Root));
        Assert.AreEqual($"'test/tiny': {server.Address}{FileName} answers with another part of the file than was asked for.",
            error.Message);
    }

    [TestMethod]
    public async Task NoServerIsAnErrorInWords()
    {
        var server = new LoopbackServer(_ => new("200 OK", Content));
        Uri address = server.Address;
        server.Dispose();
        using var folder = new TemporaryFolder();
        using var download = new WeightDownload(address);
        IOException error = await Assert.ThrowsExactlyAsync<IOException>(() => download.FetchAsync(Network, folder.Root, null, default));
        Assert.StartsWith($"{address}{FileName} cannot be read: ", error.Message);
    }

    [TestMethod]
    public async Task AFullDiskKeepsNothing()
    {
        using var server = new LoopbackServer(_ => new("200 OK", Content));
        using var folder = new TemporaryFolder();
        using var download = new WeightDownload(server.Address) { OpenPart = (path, mode) => new FullDisk(path, mode, 150_000) };
        WeightStorageException error =
            await Assert.ThrowsExactlyAsync<WeightStorageException>(() => download.FetchAsync(Network, folder.Root, null, default));
        Assert.AreEqual($"'test/tiny' cannot be kept in '{folder.Root}': No space left on device", error.Message);
        AssertNothing(folder, parts: false);
        AssertWhole(await Fetch(server, folder.Root), folder[FileName]);
    }

    [TestMethod]
    public async Task TwoAtOnceFetchOnce()
    {
        using var server = new LoopbackServer(_ =>
        {
            Thread.Sleep(300);
            return new("200 OK", Content);
        });
        using var folder = new TemporaryFolder();
        string[] paths = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => Fetch(server, folder.Root))));
        foreach (string path in paths)
            AssertWhole(path, folder[FileName]);
        Assert.HasCount(1, server.Requests);
    }

    [TestMethod]
    public async Task WhatIsCancelledGoesOnLater()
    {
        using var server = new LoopbackServer(request => request.From is { } from
            ? Rest(from)
            : new("200 OK", Content[..100_000]) { Promised = Content.Length, Stalls = true });
        using var folder = new TemporaryFolder();
        using var cancellation = new CancellationTokenSource();
        var progress = new Reports(value =>
        {
            if (value.Done == 100_000)
                cancellation.Cancel();
        });
        using var download = new WeightDownload(server.Address);
        await Assert.ThrowsAsync<OperationCanceledException>(() => download.FetchAsync(Network, folder.Root, progress, cancellation.Token));
        AssertNothing(folder);
        AssertWhole(await Fetch(server, folder.Root), folder[FileName]);
        Assert.AreEqual(100_000, server.Requests.Last().From);
    }

    private static async Task<string> Fetch(LoopbackServer server, string folder, List<CatalogProgress>? reports = null)
    {
        using var download = new WeightDownload(server.Address);
        return await download.FetchAsync(Network, folder, reports is null ? null : new Reports(reports.Add), default);
    }

    private static LoopbackAnswer Rest(int from) => new(
        "206 Partial Content", Content[from..],
        string.Create(CultureInfo.InvariantCulture, $"Content-Range: bytes {from}-{Content.Length - 1}/{Content.Length}"));

    private static void AssertWhole(string path, string expected)
    {
        Assert.AreEqual(expected, path);
        CollectionAssert.AreEqual(Content, File.ReadAllBytes(path));
        Assert.IsEmpty(Directory.GetFiles(Path.GetDirectoryName(path)!, "*.part"));
    }

    private static void AssertNothing(TemporaryFolder folder, bool parts = true)
    {
        Assert.IsFalse(File.Exists(folder[FileName]));
        if (!parts)
            Assert.IsEmpty(Directory.GetFiles(folder.Root, "*.part"));
    }

    private static byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return bytes;
    }

    private sealed class Reports(Action<CatalogProgress> report) : IProgress<CatalogProgress>
    {
        public void Report(CatalogProgress value) => report(value);
    }

    private sealed class FullDisk(string path, FileMode mode, int room) : FileStream(path, mode, FileAccess.Write)
    {
        public override void Write(byte[] array, int offset, int count)
        {
            if (Position + count > room)
                throw new IOException("No space left on device");
            base.Write(array, offset, count);
        }
    }
}
