using Microsoft.ML.SppNet.Files;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class AtomicFileTests
{
    [TestMethod]
    public void ReplacesTheFileAndLeavesNothingElse()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["out"], "old");

        AtomicFile.Write(folder["out"], stream => stream.Write("new"u8));

        Assert.AreEqual("new", File.ReadAllText(folder["out"]));
        Assert.HasCount(1, Directory.GetFileSystemEntries(folder.Root));
    }

    [TestMethod]
    public void TheOldFileStaysUntilTheCommit()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["out"], "old");
        using (AtomicFile file = AtomicFile.Create(folder["out"]))
        {
            file.Stream.Write("new"u8);
            file.Stream.Flush();
            Assert.AreEqual("old", File.ReadAllText(folder["out"]));
            file.Commit();
            Assert.AreEqual("new", File.ReadAllText(folder["out"]));
        }
        Assert.AreEqual("new", File.ReadAllText(folder["out"]));
    }

    /// <summary>A disk that is full, as .NET says it on Linux.</summary>
    [TestMethod]
    public void AFailureOnTheWayNamesTheFileAndNotTheTemporaryOne()
    {
        using var stream = new GuardedStream(new FullDisk(), error => AtomicFile.Failure("out.npy", error));
        const string message = "Cannot write 'out.npy': No space left on device";
        Assert.AreEqual(message, Assert.ThrowsExactly<IOException>(() => stream.Write("new"u8)).Message);
        Assert.AreEqual(message, Assert.ThrowsExactly<IOException>(() => stream.WriteByte(7)).Message);
        Assert.AreEqual(message, Assert.ThrowsExactly<IOException>(stream.Flush).Message);
        Assert.AreEqual(message, Assert.ThrowsExactly<IOException>(() => stream.Position = 3).Message);
        Assert.AreEqual(message, Assert.ThrowsExactly<IOException>(() => stream.SetLength(3)).Message);
    }

    private sealed class FullDisk : MemoryStream
    {
        private static IOException Full => new("No space left on device : '/some folder/.0nep3exz.kfy.tmp'");

        public override void Write(ReadOnlySpan<byte> buffer) => throw Full;

        public override void Flush() => throw Full;

        public override long Seek(long offset, SeekOrigin loc) => throw Full;

        public override void SetLength(long value) => throw Full;
    }

    [TestMethod]
    public void AFailureLeavesTheOldFileAsItWas()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["out"], "old");

        Assert.ThrowsExactly<OperationCanceledException>(() => AtomicFile.Write(folder["out"], stream =>
        {
            stream.Write(new byte[100_000]);
            throw new OperationCanceledException();
        }));

        Assert.AreEqual("old", File.ReadAllText(folder["out"]));
        Assert.HasCount(1, Directory.GetFileSystemEntries(folder.Root));
    }

    [TestMethod]
    public void MissingFoldersAreMade()
    {
        using var folder = new TemporaryFolder();
        AtomicFile.Write(folder["a", "b", "out"], stream => stream.WriteByte(7));
        CollectionAssert.AreEqual(new byte[] { 7 }, File.ReadAllBytes(folder["a", "b", "out"]));
    }

    [TestMethod]
    public void AFolderAsTargetIsNamed()
    {
        using var folder = new TemporaryFolder();
        var error = Assert.ThrowsExactly<IOException>(() => AtomicFile.Create(folder.Root));
        Assert.AreEqual($"Cannot write '{folder.Root}': it is a folder.", error.Message);
    }

    [TestMethod]
    public void AFolderThatAppearsMeanwhileIsNamed()
    {
        using var folder = new TemporaryFolder();
        using (AtomicFile file = AtomicFile.Create(folder["out"]))
        {
            Directory.CreateDirectory(folder["out"]);
            var error = Assert.ThrowsExactly<IOException>(file.Commit);
            Assert.IsTrue(error.Message.StartsWith($"Cannot write '{folder["out"]}': ", StringComparison.Ordinal), error.Message);
            Assert.DoesNotContain(".tmp", error.Message, "nobody has heard of the temporary file");
        }
        Assert.HasCount(1, Directory.GetFileSystemEntries(folder.Root));
    }

    [TestMethod]
    public void AFileWhereAFolderShouldBeIsNamed()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["file"], "");
        var error = Assert.ThrowsExactly<IOException>(() => AtomicFile.Create(folder["file", "out"]));
        Assert.IsTrue(error.Message.StartsWith($"Cannot write '{folder["file", "out"]}': ", StringComparison.Ordinal), error.Message);
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void ADeviceIsNotReplaced()
    {
        IOException error = Assert.ThrowsExactly<IOException>(() => AtomicFile.Create("/dev/null"));
        Assert.AreEqual("Cannot write '/dev/null': it is a device.", error.Message);
    }
}
