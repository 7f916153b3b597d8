using System.Runtime.InteropServices;
using Microsoft.ML.SppNet.TorchLoading;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class TorchDiagnosisTests
{
    private static readonly TorchFacts Good =
        new("linux-x64", "0.107.0", "2.10.0", "0.107.0") { LibTorchPath = "/app/libtorch_cpu.so", LibTorch = "2.10.0" };

    [TestMethod]
    public void NoBackendPackageNamesTheLineToAdd()
    {
        Assert.AreEqual(
            "There is no libtorch beside the application: the package TorchSharp is managed code only. Add to the project file: "
            + "<PackageReference Include=\"libtorch-cpu-linux-x64\" Version=\"2.10.0\" />; for a GPU, "
            + "<PackageReference Include=\"TorchSharp-cuda-linux\" Version=\"0.107.0\" /> instead.",
            TorchDiagnosis.Describe(Good with { LibTorchPath = null }));
        Assert.AreEqual(
            "There is no libtorch beside the application: the package TorchSharp is managed code only. Add to the project file: "
            + "<PackageReference Include=\"libtorch-cpu-win-x64\" Version=\"2.10.0\" />; for a GPU, "
            + "<PackageReference Include=\"TorchSharp-cuda-windows\" Version=\"0.107.0\" /> instead.",
            TorchDiagnosis.Describe(Good with { Platform = "win-x64", LibTorchPath = null }));
        Assert.AreEqual(
            "There is no libtorch beside the application: the package TorchSharp is managed code only. Add to the project file: "
            + "<PackageReference Include=\"libtorch-cpu-osx-arm64\" Version=\"2.10.0\" />.",
            TorchDiagnosis.Describe(Good with { Platform = "osx-arm64", LibTorchPath = null }));
    }

    [TestMethod]
    public void AWrongPairNamesBothVersions() => Assert.AreEqual(
        "TorchSharp and libtorch work only as a pair: expected TorchSharp 0.107.0 with libtorch 2.10.0, found TorchSharp 0.107.0 with "
            + "libtorch 2.7.1. "
        + "Add to the project file: <PackageReference Include=\"libtorch-cpu-linux-x64\" Version=\"2.10.0\" />; for a GPU, "
        + "<PackageReference Include=\"TorchSharp-cuda-linux\" Version=\"0.107.0\" /> instead.",
        TorchDiagnosis.Describe(Good with { LibTorch = "2.7.1" }));

    [TestMethod]
    public void AnOldLibStdCxxNamesFoundAndWanted() => Assert.AreEqual(
        "The system's libstdc++ is too old: TorchSharp 0.107.0 asks for GLIBCXX_3.4.32 (GCC 13), found GLIBCXX_3.4.30, and loading "
            + "without it failed "
        + "(the loader says: version not found). Install a newer libstdc++ (Debian 13, Ubuntu 24.04 and later have one).",
        TorchDiagnosis.Describe(Good with
            { WantedGlibcxx = "GLIBCXX_3.4.32", FoundGlibcxx = "GLIBCXX_3.4.30", LoaderMessage = "version not found" }));

    [TestMethod]
    public void ATemporaryFolderThatDoesNotDoIsNamed() => Assert.AreEqual(
        "libtorch is needed here, because bfloat16 was asked for, and does not load. The system's libstdc++ is too old: TorchSharp "
            + "0.107.0 asks for "
        + "GLIBCXX_3.4.32 (GCC 13), found GLIBCXX_3.4.30, and loading without it failed (the temporary folder '/none' does not do for a "
        + "copy of it "
        + "either: there is no such folder. Let TMPDIR name a folder where files can be made and run). Install a newer libstdc++ (Debian "
        + "13, "
        + "Ubuntu 24.04 and later have one).",
        TorchDiagnosis.Needed("bfloat16 was asked for", Good with
        {
            WantedGlibcxx = "GLIBCXX_3.4.32",
            FoundGlibcxx = "GLIBCXX_3.4.30",
            LoaderMessage = "version not found",
            CopyProblem = ProblemOf("/none", [1], "it"),
        }));

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void ALibraryIsLoadedFromMemoryOrElseFromAFolderThatStaysEmpty()
    {
        byte[] library = File.ReadAllBytes(NativeSearch.Find("libSkiaSharp.so")!);
        using var folder = new TemporaryFolder();
        nint[] handles = [
            LibraryFromBytes.FromMemory(library, "copy.so"),
            LibraryFromBytes.FromFolder(library, "copy.so", folder.Root, out string? problem),
        ];
        foreach (nint handle in handles)
            Assert.AreNotEqual(0, NativeLibrary.GetExport(handle, "sk_version_get_milestone"));
        Assert.IsNull(problem);
        Assert.AreEqual(0, LibraryFromBytes.FromMemory([1, 2, 3], "copy.so"));
        Assert.StartsWith($"the temporary folder '{folder.Root}' does not do for a copy of x.so either: ",
            ProblemOf(folder.Root, [1, 2, 3], "x.so"));
        Assert.IsEmpty(Directory.GetFileSystemEntries(folder.Root));
    }

    private static string? ProblemOf(string folder, byte[] library, string name)
    {
        Assert.AreEqual(0, LibraryFromBytes.FromFolder(library, name, folder, out string? problem));
        return problem;
    }

    [TestMethod]
    public void AnotherPlatformAndAnotherReasonAreSaid()
    {
        Assert.AreEqual(
            "TorchSharp has no native libtorch for linux-arm64: there are packages for linux-x64, win-x64, osx-arm64.",
            TorchDiagnosis.Describe(Good with { Platform = "linux-arm64" }));
        Assert.AreEqual(
            "libtorch is there ('/app/libtorch_cpu.so') but does not load (the loader says: libgomp.so.1 is missing).",
            TorchDiagnosis.Describe(Good with { LoaderMessage = "libgomp.so.1 is missing" }));
    }

    [TestMethod]
    public void TheProbeFindsWhatThisProcessRunsWith()
    {
        TorchFacts facts = TorchProbe.Gather("message");
        Assert.AreEqual(facts.BuiltForTorchSharp, facts.TorchSharp);
        Assert.AreEqual(facts.BuiltForLibTorch, facts.LibTorch);
        Assert.IsTrue(File.Exists(facts.LibTorchPath), facts.LibTorchPath);
        Assert.AreEqual("message", facts.LoaderMessage);
        if (OperatingSystem.IsLinux())
            StringAssert.StartsWith(facts.FoundGlibcxx, "GLIBCXX_3.4.", StringComparison.Ordinal);
    }
}
