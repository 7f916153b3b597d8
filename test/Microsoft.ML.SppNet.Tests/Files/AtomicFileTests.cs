using Microsoft.ML.SppNet.Files;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class AtomicFileTests
{
    [TestMethod]
    public void Replaces_the_file_and_leaves_nothing_else()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["out"], "old");

        AtomicFile.Write(folder["out"], stream => stream.Write("new"u8));

        Assert.AreEqual("new", File.ReadAllText(folder["out"]));
        Assert.HasCount(1, Directory.GetFileSystemEntries(folder.Root));
    }

    [TestMethod]
    public void The_old_file_stays_until_the_commit()
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

    [TestMethod]
    public void A_failure_leaves_the_old_file_as_it_was()
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
    public void Missing_folders_are_made()
    {
        using var folder = new TemporaryFolder();
        AtomicFile.Write(folder["a", "b", "out"], stream => stream.WriteByte(7));
        CollectionAssert.AreEqual(new byte[] { 7 }, File.ReadAllBytes(folder["a", "b", "out"]));
    }

    [TestMethod]
    public void A_folder_as_target_is_named()
    {
        using var folder = new TemporaryFolder();
        var error = Assert.ThrowsExactly<IOException>(() => AtomicFile.Create(folder.Root));
        Assert.AreEqual($"Cannot write '{folder.Root}': it is a folder.", error.Message);
    }

    [TestMethod]
    public void A_folder_that_appears_meanwhile_is_named()
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
    public void A_file_where_a_folder_should_be_is_named()
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
