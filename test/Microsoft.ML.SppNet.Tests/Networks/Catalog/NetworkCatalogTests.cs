using Microsoft.ML.SppNet.Networks.Parameters;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>The catalogue's list, its folder, and names in the place of paths.</summary>
[TestClass]
public class NetworkCatalogTests
{
    [TestMethod]
    public void NamesAreOfNetworksThatAreKnownHere()
    {
        CollectionAssert.AllItemsAreUnique(NetworkCatalog.Networks.Select(network => network.Name).ToArray());
        foreach (CatalogNetwork network in NetworkCatalog.Networks)
        {
            Assert.Contains(network.Architecture.Name, NetworkArchitecture.Names);
            Assert.MatchesRegex("^[0-9a-f]{8}([0-9a-f]{56})?$", network.Sha256);
            Assert.Contains(network.Sha256[..8], network.File);
            long count = new RandomParameters(network.Architecture, 1,
                1000).Shapes.Values.Sum(shape => shape.Aggregate(1L, (product, size) => product * size));
            // torchvision counts the two parameters of a batch normalisation; here they are folded, which leaves one bias for each filter.
            Assert.IsLessThan(0.006, Math.Abs(1 - (count / (double)network.Parameters)), network.Name);
        }
    }

    [TestMethod]
    public void AnUnknownNameListsThoseThereAre()
    {
        string message = Assert.ThrowsExactly<ArgumentException>(() => NetworkCatalog.Find("torchvision/resnet51")).Message;
        Assert.StartsWith("The catalogue has no 'torchvision/resnet51'; it has torchvision/alexnet, torchvision/vgg11, ", message);
    }

    [TestMethod]
    public void NamesStandForFilesThatWereFetched()
    {
        using var folder = new TemporaryFolder();
        using var _ = new Variable(NetworkCatalog.FolderVariable, folder.Root);
        const string name = "torchvision/squeezenet1_1";
        Assert.IsNull(NetworkCatalog.PathOf(name));
        string refused = Assert.ThrowsExactly<FileNotFoundException>(() => SppNetwork.Load(name)).Message;
        Assert.AreEqual(
            $"'{name}' was not fetched yet: sppnet weights pull {name}, or NetworkCatalog.PullAsync(\"{name}\"). Nothing is fetched "
                + "unasked.", refused);
        ToolRun missing = ToolRun.Of("inspect", "--network", name);
        Assert.AreEqual((3, $"sppnet: {refused}\n"), (missing.ExitCode, missing.Error));

        using SppNetwork network = SppNetwork.Create("squeezenet1.1", classes: 10);
        network.Save(folder["squeezenet1_1-b8a52dc0.pth"]);
        using SppNetwork loaded = SppNetwork.Load(name);
        CollectionAssert.AreEqual(network.Fingerprint.ToArray(), loaded.Fingerprint.ToArray());
        Assert.AreEqual(0, ToolRun.Of("inspect", "--network", name).ExitCode);
        Assert.AreEqual($"{name}: {folder["squeezenet1_1-b8a52dc0.pth"]}\n", ToolRun.Of("weights", "pull", name).Output);
    }

    [TestMethod]
    public void TheToolSaysWhatAMirrorGotWrong()
    {
        using var server = new LoopbackServer(_ => new("200 OK", new byte[1000]));
        using var folder = new TemporaryFolder();
        using var place = new Variable(NetworkCatalog.FolderVariable, folder.Root);
        using var mirror = new Variable(NetworkCatalog.BaseVariable, server.Address.ToString().TrimEnd('/'));
        ToolRun run = ToolRun.Of("weights", "pull", "torchvision/resnet18");
        Assert.AreEqual(1, run.ExitCode);
        Assert.StartsWith(
            $"sppnet: 'torchvision/resnet18': what came from {server.Address}resnet18-f37072fd.pth is not what was published: its SHA-256 "
                + "is 541b3e", run.Error);
        Assert.IsEmpty(Directory.GetFiles(folder.Root, "*.pth"));
        ToolRun unknown = ToolRun.Of("weights", "pull", "resnet18");
        Assert.AreEqual(2, unknown.ExitCode);
        using var wrong = new Variable(NetworkCatalog.BaseVariable, "mirror");
        Assert.AreEqual(
            $"sppnet: The environment variable {NetworkCatalog.BaseVariable} is no address of a mirror: 'mirror'.\n",
            ToolRun.Of("weights", "pull", "torchvision/resnet18").Error);
    }

    [TestMethod]
    public void TheListSaysWhatIsHere()
    {
        using var folder = new TemporaryFolder();
        using var place = new Variable(NetworkCatalog.FolderVariable, folder.Root);
        folder.Write("resnet18-f37072fd.pth", [0]);
        string list = ToolRun.Of("weights", "list").Output;
        Assert.MatchesRegex("(?s).*  torchvision/resnet18 +resnet18   47  69.76  f37072fd…   yes\n", list);
        Assert.MatchesRegex("(?s).*  torchvision/resnet34 +resnet34   88  73.31  b627a593…      \n", list);
        Assert.Contains("neither was checked here", list);
    }

    private sealed class Variable : IDisposable
    {
        private readonly string _name;
        private readonly string? _before;

        internal Variable(string name, string value)
        {
            (_name, _before) = (name, Environment.GetEnvironmentVariable(name));
            Environment.SetEnvironmentVariable(name, value);
        }

        public void Dispose() => Environment.SetEnvironmentVariable(_name, _before);
    }
}
