using System.Text.Json;
using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Backbones as TorchScript modules against PyTorch's own run of them (test/oracles/torchscript_files.py).</summary>
[TestClass]
public class TorchScriptTests
{
    private static readonly Lazy<JsonDocument> Expected = new(() => JsonDocument.Parse(File.ReadAllBytes(Fixture("expected.json"))));

    [TestInitialize]
    [TestCleanup]
    public void TrustNobody() => SppNetwork.TrustTorchScript = false;

    [TestMethod]
    [DataRow("tuple", 0, 1, 2)]
    [DataRow("list", 0, 1, 2)]
    [DataRow("single", 1)]
    public void MapsAreTheModules(string name, params int[] maps)
    {
        using SppNetwork network = SppNetwork.FromTorchScript(Fixture(name + ".pt"), Preprocessing.TorchVision);
        using SppNetwork saved = SavedAndLoaded(network);
        CollectionAssert.AreEqual(new[] { "spp" }.Concat(maps.Select((_, index) => $"output{index}")).ToArray(), network.Taps.ToArray());
        Assert.AreEqual("torchscript", network.Architecture.Name);
        Assert.AreEqual(network.Architecture, saved.Architecture);
        CollectionAssert.AreEqual(network.Fingerprint.ToArray(), saved.Fingerprint.ToArray());
        foreach (JsonElement one in Expected.Value.RootElement.EnumerateArray())
        {
            (int height, int width) = (one.GetProperty("height").GetInt32(), one.GetProperty("width").GetInt32());
            using DisposeScope scope = NewDisposeScope();
            Tensor image = tensor(CounterRandom.Fill($"input/{height}x{width}", 3L * height * width, 2)).reshape(1, 3, height, width);
            foreach (SppNetwork loaded in new[] { network, saved })
            {
                Tensor[] made = loaded.Forward(image, [.. maps.Select((_, index) => $"output{index}")]);
                for (int index = 0; index < maps.Length; index++)
                    AssertClose(one.GetProperty("maps")[maps[index]], made[index]);
            }
        }
    }

    [TestMethod]
    public void SizesAreFoundByTrying()
    {
        using SppNetwork network = SppNetwork.FromTorchScript(Fixture("tuple.pt"), Preprocessing.TorchVision);
        Assert.AreEqual("4, 6, 8, 8", string.Join(", ", new[] { "output0", "output1", "output2", "spp" }.Select(network.Channels)));
        // 2 × 2 cells of the second map make the first of the third: 5 of the first, 17 pixels.
        Assert.AreEqual(17, network.SmallestImage("output2"));
        Assert.AreEqual("libtorch: a TorchScript module runs on libtorch alone", network.DescribeExecution());
        using Tensor small = zeros(1, 3, 16, 40);
        Assert.AreEqual(
            "An image of 40×16 pixels is too small for tap 'output0', which needs 17 on the shorter side.",
            Assert.ThrowsExactly<ArgumentException>(() => network.Forward(small, ["output0"])).Message);
        Assert.AreEqual(
            "A TorchScript module does not say which pixels the cells of its maps see.",
            Assert.ThrowsExactly<ArgumentException>(() => network.Field("output0", 64, 64)).Message);
        Assert.AreEqual(
            "A TorchScript module has a padding of its own, which cannot be changed.",
            Assert.ThrowsExactly<ArgumentException>(() => network.WithPadding(TrunkPadding.Deployment)).Message);
    }

    [TestMethod]
    public void AModelHoldsTheModule()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.png", Pictures.Png(70, 50, 1));
        var mlContext = new MLContext();
        IDataView data = mlContext.Data.LoadFromEnumerable([new Row { ImagePath = folder["a.png"] }]);
        float[] before;
        using (SppNetwork network = SppNetwork.FromTorchScript(Fixture("tuple.pt"), Preprocessing.TorchVision))
        {
            using SppFeatureTransformer model =
                mlContext.Transforms.ExtractSppFeatures("Features", "ImagePath", network, tap: "output1").Fit(data);
            mlContext.Model.Save(model, data.Schema, folder["model.zip"]);
            before = model.Transform(data).GetColumn<float[]>("Features").Single();
        }

        Assert.HasCount(300, before);
        Exception refused = Assert.Throws<Exception>(() => new MLContext().Model.Load(folder["model.zip"], out _));
        Assert.Contains("'Network.safetensors of the model' holds a TorchScript module, which is code. If you trust whom it is from, ",
            refused.ToString());
        SppNetwork.TrustTorchScript = true;
        ITransformer loaded = new MLContext().Model.Load(folder["model.zip"], out _);
        CollectionAssert.AreEqual(before, loaded.Transform(data).GetColumn<float[]>("Features").Single());
        (loaded as IDisposable)?.Dispose();
    }

    [TestMethod]
    public void WhatIsNoBackboneIsRefused()
    {
        AssertRefused(
            "vector",
            "the TorchScript module makes Float32 [1, 6] of an image [1, 3, 256, 256], expected float32 maps [1, C, h, w].");
        AssertRefused("fixed", "the TorchScript module fails on images of 256×256 and 1024×1024 pixels.");
        string zip = PyTorchFileTests.Fixture("types-zip.pth");
        Assert.AreEqual(
            $"'{zip}' is a PyTorch file, expected a TorchScript program.",
            Assert.ThrowsExactly<InvalidDataException>(() => SppNetwork.FromTorchScript(zip, Preprocessing.TorchVision)).Message);
    }

    [TestMethod]
    public void ADictionaryOfMapsIsRefusedInWords()
    {
        string path = Fixture("dictionary.pt");
        Assert.AreEqual(
            $"'{path}': The TorchScript module makes something that TorchSharp cannot hand over, such as a dictionary: expected a map, or "
                + "a tuple or "
            + "list of maps.",
            Assert.ThrowsExactly<InvalidDataException>(() => SppNetwork.FromTorchScript(path, Preprocessing.TorchVision)).Message);
    }

    [TestMethod]
    public void TheToolRunsAModuleOnlyWhereItIsTrusted()
    {
        string path = Fixture("tuple.pt");
        ToolRun refused = ToolRun.Of("inspect", "--network", path);
        Assert.AreEqual(0, refused.ExitCode);
        Assert.Contains(
            "is a TorchScript program, which is code: to trust it, say --trust-torchscript, or load it by SppNetwork.FromTorchScript",
            refused.Output);
        ToolRun run = ToolRun.Of("inspect", "--network", path, "--trust-torchscript");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.Contains("output2", run.Output);
        Assert.AreEqual(
            $"'{path}' is a TorchScript program, which is code: to trust it, say --trust-torchscript, or load it by "
                + "SppNetwork.FromTorchScript. "
            + "For its weights alone, in Python: torch.save(torch.jit.load(path).state_dict(), new_path).",
            Assert.ThrowsExactly<InvalidDataException>(() => SppNetwork.Load(path)).Message);
    }

    internal static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", "Weights", "TorchScript", name);

    private static void AssertRefused(string name, string what)
    {
        string path = Fixture(name + ".pt");
        Assert.AreEqual(
            $"'{path}': {what}",
            Assert.ThrowsExactly<InvalidDataException>(() => SppNetwork.FromTorchScript(path, Preprocessing.TorchVision)).Message);
    }

    private static SppNetwork SavedAndLoaded(SppNetwork network)
    {
        using var folder = new TemporaryFolder();
        network.Save(folder["saved.safetensors"]);
        Assert.ThrowsExactly<InvalidDataException>(() => SppNetwork.Load(folder["saved.safetensors"]));
        SppNetwork.TrustTorchScript = true;
        return SppNetwork.Load(folder["saved.safetensors"]);
    }

    private static void AssertClose(JsonElement expected, Tensor actual)
    {
        CollectionAssert.AreEqual(expected.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray(), actual.shape);
        float[] all = actual.contiguous().Floats().ToArray();
        foreach ((JsonElement value, int index) in expected.GetProperty("values").EnumerateArray().Select((value, index) => (value, index)))
            Assert.AreEqual(value.GetDouble(), all[7 * index], 1e-5);
    }

    private sealed class Row
    {
        public string ImagePath { get; set; } = "";
    }
}
