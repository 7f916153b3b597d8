using System.IO.Compression;
using Microsoft.ML.SppNet.Features;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Saved models that were damaged.</summary>
[TestClass]
public class ModelFileTests
{
    private static readonly Lazy<byte[]> Model = new(Save);

    [TestMethod]
    public void ItHoldsTheNetworkAndLoads()
    {
        using var zip = new ZipArchive(new MemoryStream(Model.Value));
        Assert.ContainsSingle(zip.Entries.Where(entry => entry.Name == "Network.safetensors"));
        Assert.IsInstanceOfType<IDisposable>(Load(Model.Value));
    }

    [TestMethod]
    public void CutShort()
    {
        foreach (int length in new[] { 0, 1, 100, Model.Value.Length / 2, Model.Value.Length - 1 })
        {
            Exception error = Assert.Throws<Exception>(() => Load(Model.Value[..length])).GetBaseException();
            Assert.IsFalse(error is NullReferenceException or IndexOutOfRangeException, $"{length}: {error}");
            Assert.AreNotEqual("", error.Message);
        }
    }

    [TestMethod]
    public void WithoutItsNetwork() => Assert.AreEqual(
        "The model has no Network.safetensors: it is damaged.", Error(Change(_ => null)));

    [TestMethod]
    public void WithANetworkCutShort() => Assert.AreEqual(
        "'Network.safetensors of the model' is not a valid safetensors file: its header claims 4728 bytes, but only 492 follow.",
        Error(Change(bytes => bytes[..500])));

    [TestMethod]
    public void WithAnEmptyNetwork() => Assert.AreEqual(
        "'Network.safetensors of the model' is not a valid safetensors file: it has 0 bytes, expected at least the 8 of the header's "
            + "length.", Error(Change(_ => [])));

    [TestMethod]
    public void WithANetworkThatHasNoCard() => Assert.AreEqual(
        "'Network.safetensors of the model' carries no model card, and its 0 tensors are those of no known network. Say which network it "
            + "is: --architecture NAME, "
        + $"or new NetworkArchitecture(\"NAME\") for SppNetwork.Load; known are {string.Join(", ", NetworkArchitecture.Names)}.",
        Error(Change(_ => SafetensorsBytes.Write(new Dictionary<string, string>()))));

    [TestMethod]
    public void TakenForWeights()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("model.zip", Model.Value);
        Assert.AreEqual(
            $"'{path}' cannot be read as PyTorch weights: it is a model that ML.NET saved; mlContext.Model.Load and sppnet predict take "
                + "it.",
            Assert.ThrowsExactly<InvalidDataException>(() => SppNetwork.Load(path)).Message);
    }

    [TestMethod]
    public void OfAnotherVersion()
    {
        using var zip = new ZipArchive(new MemoryStream(Model.Value));
        byte[] options = Bytes(zip.Entries.Single(entry => entry.Name == "Model.key"));
        byte[] version = BitConverter.GetBytes(SppModelFormat.Id.Version);
        options.AsSpan(options.AsSpan().IndexOf(version), version.Length)[0] = 99;
        Assert.AreEqual(
            "The model was saved by another version of this library: its SppFeatures have format 1.99, and this version reads "
            + "1.3. Load it with the version that saved it, or fit it again.", Error(Change(options, "Model.key")));
    }

    /// <summary>Damage anywhere in the entry of options: an error in words or other options, never a crash.</summary>
    [TestMethod]
    public void WithDamagedOptions()
    {
        using var zip = new ZipArchive(new MemoryStream(Model.Value));
        byte[] options = Bytes(zip.Entries.Single(entry => entry.Name == "Model.key"));
        for (int index = 0; index < options.Length; index += 4)
        {
            byte[] damaged = [.. options];
            damaged[index] ^= 0x81;
            try
            {
                (Load(Change(damaged, "Model.key")) as IDisposable)?.Dispose();
            }
            catch (Exception error) when (error.GetBaseException() is not (NullReferenceException or IndexOutOfRangeException
                or OutOfMemoryException or InvalidCastException))
            {
                Assert.AreNotEqual("", error.Message);
            }
        }
    }

    private static byte[] Save()
    {
        var context = new MLContext(1);
        using SppNetwork network = SppNetwork.Create("squeezenet1.1");
        using SppFeatureTransformer model =
            context.Transforms.ExtractSppFeatures("Features", "Image", network).Fit(Pictures.Load(context, 1));
        using var stream = new MemoryStream();
        context.Model.Save(model, null, stream);
        return stream.ToArray();
    }

    private static ITransformer Load(byte[] bytes) => new MLContext(1).Model.Load(new MemoryStream(bytes), out _);

    /// <summary>ML.NET calls loaders by reflection and lets its wrapper out: the words are in the innermost exception.</summary>
    private static string Error(byte[] bytes)
    {
        Exception error = Assert.Throws<Exception>(() => Load(bytes)).GetBaseException();
        Assert.IsInstanceOfType<InvalidDataException>(error);
        return error.Message;
    }

    private static byte[] Change(Func<byte[], byte[]?> change)
    {
        using var zip = new ZipArchive(new MemoryStream(Model.Value));
        return Change(change(Bytes(zip.Entries.Single(entry => entry.Name == "Network.safetensors"))), "Network.safetensors");
    }

    private static byte[] Change(byte[]? content, string name)
    {
        using var stream = new MemoryStream();
        stream.Write(Model.Value);
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            ZipArchiveEntry old = zip.Entries.Single(entry => entry.Name == name);
            string path = old.FullName;
            old.Delete();
            if (content is not null)
            {
                using Stream entry = zip.CreateEntry(path).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
