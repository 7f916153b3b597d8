using Microsoft.ML.SppNet.Visualization;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>The strongest responses over a set against a scan that keeps everything.</summary>
[TestClass]
public class StrongestActivationsTests
{
    private static readonly (int Width, int Height)[] Sizes = [(60, 60), (70, 60), (60, 80)];

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void AreThoseOfAScanOfEveryCell(bool cached)
    {
        using var folder = new TemporaryFolder();
        string[] images = Draw(folder, 24);
        // The eighth again at the end, and again in the middle: as strong, and later.
        images = [.. images[..12], images[7], .. images[12..], images[7]];
        using SppNetwork network = SppNetwork.Create("squeezenet1.1");
        int[] maps = [3, 0, 40];
        var options = new StrongestOptions { Maps = maps, Count = 5, BatchSize = 3, CacheFolder = cached ? folder["cache"] : null };
        List<(int Image, int Map, float Value)> seen = [];
        IReadOnlyList<MapResponses> found = StrongestActivations.Find(network, images, "fire4", options, (response, trace) =>
        {
            seen.Add((response.Image, response.Activation.Map, response.Activation.Value));
            Assert.AreEqual(response.Path, trace.Input.Path);
        });

        CollectionAssert.AreEqual(maps, found.Select(one => one.Map).ToArray());
        foreach (MapResponses responses in found)
        {
            var expected =
                images.Select((path, index) => (index, Strongest(network, path, responses.Map))).OrderByDescending(one => one.Item2.Value)
                .ThenBy(one => one.index).Take(5).ToArray();
            CollectionAssert.AreEqual(expected.Select(one => one.index).ToArray(), responses.Responses.Select(one => one.Image).ToArray());
            CollectionAssert.AreEqual(expected.Select(one => one.Item2).ToArray(),
                responses.Responses.Select(one => one.Activation).ToArray());
            CollectionAssert.AreEqual(Enumerable.Range(0, 5).ToArray(), responses.Responses.Select(one => one.Rank).ToArray());
            foreach (StrongestResponse response in responses.Responses)
            {
                NetworkInput input = NetworkInput.Load(network, response.Path);
                ImageBox field = network.Field("fire4", input.Height, input.Width).Box(response.Activation.Row, response.Activation.Column)
                    .Intersect(new ImageBox(0, 0, input.Width, input.Height));
                Assert.AreEqual((field, field), (response.Field, response.FieldOnImage), "at native size");
            }
        }

        CollectionAssert.AreEquivalent(
            found.SelectMany(one => one.Responses.Select(response => (response.Image, one.Map, response.Activation.Value))).ToArray(),
            seen);
    }

    [TestMethod]
    public void RandomMapsDependOnTheSeedAlone()
    {
        using SppNetwork network = SppNetwork.Create("squeezenet1.1");
        int[] Maps(int seed) => new StrongestOptions { RandomMaps = 6, Seed = seed }.MapsOf(network, "fire2");
        CollectionAssert.AreEqual(Maps(1), Maps(1));
        CollectionAssert.AreNotEqual(Maps(1), Maps(2));
        CollectionAssert.AreEqual(Maps(1).Distinct().Order().ToArray(), Maps(1));
        CollectionAssert.AreEqual(Enumerable.Range(0, 128).ToArray(), new StrongestOptions { RandomMaps = 1000 }.MapsOf(network, "fire2"));
    }

    [TestMethod]
    public void FieldsAreToldInPixelsOfTheFile()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.png", Pictures.Png(160, 120, 4));
        using SppNetwork network = SppNetwork.Create("squeezenet1.1");
        var options = new StrongestOptions { Maps = [1], Size = 60, View = ImageView.Crop };
        StrongestResponse response = StrongestActivations.Find(network, [path], "fire2", options)[0].Responses.Single();
        // 160 × 120 becomes 80 × 60, of which columns 10 to 70 are seen.
        ImageBox field = response.Field;
        Assert.AreEqual(new ImageBox(2 * (field.Left + 10), 2 * field.Top, 2 * (field.Right + 10), 2 * field.Bottom),
            response.FieldOnImage);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void ABadImageEndsTheSearchOrIsLeftOut(bool cached)
    {
        using var folder = new TemporaryFolder();
        string[] images = [.. Draw(folder, 4)];
        string bad = folder.Write("bad.png", [1, 2, 3]);
        images = [.. images[..2], bad, .. images[2..]];
        using SppNetwork network = SppNetwork.Create("squeezenet1.1");
        string? cache = cached ? folder["cache"] : null;
        Assert.AreEqual(bad, Assert.ThrowsExactly<ImageReadException>(
            () => StrongestActivations.Find(network, images, "fire2", new StrongestOptions { Maps = [1], CacheFolder = cache })).Path);
        List<int> skipped = [];
        MapResponses found = StrongestActivations.Find(
            network, images, "fire2", new StrongestOptions { Maps = [1], CacheFolder = cache, Skip = (index, _) => skipped.Add(index) })[0];
        CollectionAssert.AreEqual(new[] { 2 }, skipped);
        CollectionAssert.AreEquivalent(new[] { 0, 1, 3, 4 }, found.Responses.Select(one => one.Image).ToArray());
        foreach (StrongestResponse response in found.Responses)
            Assert.AreEqual(images[response.Image], response.Path);
    }

    /// <summary>A file, and the same picture in memory.</summary>
    [TestMethod]
    public void AnImageInMemoryIsReadAsItsFile()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.png", Pictures.Png(90, 70, 4));
        using SppNetwork network = SppNetwork.Create("squeezenet1.1");
        using Microsoft.ML.Data.MLImage image = ImageFile.Load(path);
        NetworkInput memory = NetworkInput.Of(network, image, 60), file = NetworkInput.Load(network, path, 60);
        CollectionAssert.AreEqual(file.Pixels.ToArray(), memory.Pixels.ToArray());
        Assert.AreEqual((path, 90, 70, 77, 60), (memory.Path, memory.ImageWidth, memory.ImageHeight, memory.Width, memory.Height));
        ImageBox box = new(3, 5, 40, 50), there = file.FromImage(file.OnImage(box));
        Assert.AreEqual(0, Math.Max(Math.Abs(box.Left - there.Left), Math.Abs(box.Bottom - there.Bottom)), 1e-4);
    }

    [TestMethod]
    public void WhatThereIsNotIsRefused()
    {
        using SppNetwork network = SppNetwork.Create("squeezenet1.1", classes: 2);
        string Refused(string tap, StrongestOptions options) =>
            Assert.ThrowsExactly<ArgumentException>(() => StrongestActivations.Find(network, [], tap, options)).Message;
        Assert.AreEqual("The tap 'fire2' has the maps 0 to 127; there is no map 200.", Refused("fire2", new() { Maps = [1, 200] }));
        Assert.AreEqual("'logits' is a vector of the head, not a feature map.", Refused("logits", new()));
        Assert.AreEqual("Count is a number of responses from 1 to 1000, not 0.", Refused("fire2", new() { Count = 0 }));
        Assert.AreEqual("RandomMaps is a number of maps from 1 on, not 0.", Refused("fire2", new() { RandomMaps = 0 }));
    }

    /// <summary>Three epochs of a network: each searched as it would be alone, and shown with its number.</summary>
    [TestMethod]
    public void EvolutionIsASearchPerEpoch()
    {
        using var folder = new TemporaryFolder();
        string[] images = Draw(folder, 5);
        var epochs = new List<EpochWeights>();
        foreach (int epoch in new[] { 1, 2, 5 })
        {
            using SppNetwork network = SppNetwork.Create("squeezenet1.1", seed: epoch);
            network.Save(folder[$"{epoch}.safetensors"]);
            epochs.Add(new(epoch, folder[$"{epoch}.safetensors"]));
        }

        var options = new StrongestOptions { Maps = [7, 2], Count = 1 };
        List<(int, MapActivation)> shown = [];
        var found = FeatureEvolution.Follow(epochs, images, "fire3", options,
            (epoch, response, _) => shown.Add((epoch, response.Activation)));
        CollectionAssert.AreEqual(new[] { 1, 2, 5 }, found.Select(one => one.Epoch).ToArray());
        foreach ((int epoch, IReadOnlyList<MapResponses> responses) in found)
        {
            using SppNetwork network = SppNetwork.Create("squeezenet1.1", seed: epoch);
            IReadOnlyList<MapResponses> alone = StrongestActivations.Find(network, images, "fire3", options);
            CollectionAssert.AreEqual(alone.SelectMany(one => one.Responses).ToArray(),
                responses.SelectMany(one => one.Responses).ToArray());
            foreach (StrongestResponse response in alone.SelectMany(one => one.Responses))
                Assert.Contains((epoch, response.Activation), shown);
        }
    }

    private static string[] Draw(TemporaryFolder folder, int count) => [.. Enumerable.Range(0, count).Select(index =>
        folder.Write($"{index:D2}.png", Pictures.Png(Sizes[index % 3].Width, Sizes[index % 3].Height, 13 * index)))];

    private static MapActivation Strongest(SppNetwork network, string path, int map)
    {
        NetworkInput input = NetworkInput.Load(network, path);
        float[] maps = Inputs.Maps(network, input, "fire4");
        int channels = network.Channels("fire4"), columns = network.Field("fire4", input.Height, input.Width).Columns.Cells;
        int best = Enumerable.Range(0, maps.Length / channels).MaxBy(cell => maps[cell * channels + map]);
        return new(map, best / columns, best % columns, maps[best * channels + map]);
    }
}
