namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public sealed class NetworkLayerTests
{
    /// <summary>ZFNet's figure 3 with the padding of the released net, as the papers write layers.</summary>
    [TestMethod]
    public void TheLayersOfZf5InWords()
    {
        using SppNetwork network = SppNetwork.Create(new NetworkArchitecture("zf5"), seed: 1);
        Assert.AreEqual("conv1: 96 filters 7x7, stride 2, padding 1, ReLU (tap conv1)", network.Layers[0].ToString());
        CollectionAssert.AreEqual(new[] { "image" }, network.Layers[0].Inputs.ToArray());
        CollectionAssert.AreEqual(
            new[] { "conv1", "conv2", "conv3", "conv4", "conv5" }, network.Layers.Select(layer => layer.Tap).OfType<string>().ToArray());
        for (int layer = 1; layer < network.Layers.Count; layer++)
            CollectionAssert.AreEqual(new[] { network.Layers[layer - 1].Name }, network.Layers[layer].Inputs.ToArray());
    }

    [TestMethod]
    public void AResidualBlockNamesBothOfItsInputs()
    {
        using SppNetwork network = SppNetwork.Create(new NetworkArchitecture("resnet18"), seed: 1);
        NetworkLayer last = network.Layers.Single(layer => layer.Name == "layer1.0.conv2");
        Assert.HasCount(2, last.Inputs);
        Assert.AreEqual("layer1.0.conv1", last.Inputs[0]);
        StringAssert.EndsWith(last.Operation, $"plus {last.Inputs[1]}, ReLU", StringComparison.Ordinal);
    }

    [TestMethod]
    public void ADisposedNetworkHasNone()
    {
        SppNetwork network = SppNetwork.Create(new NetworkArchitecture("zf5"), seed: 1);
        network.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => network.Layers);
    }
}
