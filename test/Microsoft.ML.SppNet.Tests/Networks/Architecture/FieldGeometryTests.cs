using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Networks.Execution;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class FieldGeometryTests
{
    public static IEnumerable<object[]> Tables =>
        from name in NetworkArchitecture.Names
        from padding in Enum.GetValues<TrunkPadding>()
        select new object[] { name, padding };

    /// <summary>The numbers that everyone knows, and where cell 0 lies in training padding.</summary>
    [TestMethod]
    [DataRow("alexnet", TrunkPadding.Training, "conv5", 163, 16, 17)]
    [DataRow("alexnet", TrunkPadding.Deployment, "conv5", 163, 16, 0)]
    [DataRow("squeezenet1.1", TrunkPadding.Training, "fire9", 207, 16, 15)]
    [DataRow("vgg16", TrunkPadding.Training, "conv5_3", 196, 16, 7.5)]
    [DataRow("zf5", TrunkPadding.Deployment, "conv1", 7, 2, 0)]
    public void SizeStrideAndCentre(string name, TrunkPadding padding, string tap, int size, int stride, double centre)
    {
        using SppNetwork network = SppNetwork.Create(new NetworkArchitecture(name) { Padding = padding });
        FieldGeometry field = network.Field(tap, 300, 320);
        Assert.AreEqual((size, stride, centre), (field.Columns.Size, field.Columns.Stride, field.Columns.Centre));
        Assert.AreEqual((size, stride, centre), (field.Rows.Size, field.Rows.Stride, field.Rows.Centre));
    }

    /// <summary>With no filter below 0 a cell answers to a single column of light exactly where its field has that column.</summary>
    [TestMethod]
    [DynamicData(nameof(Tables))]
    public void ACellAnswersToItsFieldAndNothingElse(string name, TrunkPadding padding)
    {
        TrunkProgram program = Thin(TrunkProgram.Build(new NetworkArchitecture(name) { Padding = padding }, classes: 1));
        int shorter = Math.Max(program.SmallestImage(program.Output), 16);
        AssertFields(program, [.. program.Taps.Select(tap => tap.Value)], new Sides(shorter, 2 * shorter + 100));
    }

    [TestMethod]
    public void RowsAndColumnsDifferWherePaddingsDo()
    {
        Step[] steps =
        [
            new ConvStep(0, "a", 3, 4, new Window(new Sides(1, 7), new Sides(1, 2), new Pads(0, 3, 0, 1))),
            new ConvStep(1, "b", 4, 4, new Window(3, 2) { Rule = PadRule.SameUpper }),
            new NormalizeStep(2, LocalNormalization.SppNetZf5),
            new PoolStep(3, PoolKind.Average, new Window(2, 1) { Dilation = 3 }),
            new ConvStep(3, "c", 4, 4, new Window(3, 1, 1)) { Residual = 3 },
        ];
        TrunkProgram program = TrunkProgram.Create(steps, []);
        foreach (int width in new[] { 60, 61, 62, 63 })
            AssertFields(program, [1, 2, 3, 4, 5], new Sides(20, width));
    }

    [TestMethod]
    public void AGlobalMeanSeesTheWholeImage()
    {
        TrunkProgram program = TrunkProgram.Create([new PoolStep(0, PoolKind.Max, new Window(2, 2)), new GlobalPoolStep(1)], []);
        Assert.AreEqual(new FieldGeometry(new FieldAxis(1, 10, 10, 4.5), new FieldAxis(1, 8, 8, 3.5)),
            Fields.Of(program, 2, new Sides(10, 8)));
    }

    /// <summary>In deployment padding the centre's mapping is the paper's.</summary>
    [TestMethod]
    public void WindowsAreThePapersInDeploymentPadding()
    {
        using SppNetwork training = SppNetwork.Create("zf5"), network = training.WithPadding(TrunkPadding.Deployment);
        FieldGeometry field = network.Field("conv5", 224, 300);
        for (int from = 0; from < 224; from++)
        {
            for (int to = from + 1; to <= 224; to += 3)
            {
                Assert.AreEqual(
                    MapWindow.FromPixels(2, from, from / 2, to, to, 16, field.Columns.Cells, field.Rows.Cells),
                    field.Window(new ImageBox(from, from / 2, to, to), image: 2));
            }
        }
    }

    /// <summary>AlexNet's cells lie at 17, 33, 49 …: the formula, which has them at 0, 16, 32 …, would be a cell off.</summary>
    [TestMethod]
    public void WindowsAreRightInTrainingPadding()
    {
        using SppNetwork network = SppNetwork.Create("alexnet");
        FieldGeometry field = network.Field("conv5", 227, 227);
        Assert.AreEqual(new MapWindow(0, 0, 0, 1, 1), field.Window(new ImageBox(16.5f, 16.5f, 33, 33)));
        Assert.AreEqual(new MapWindow(0, 1, 0, 3, 2), field.Window(new ImageBox(17, 0, 49.5f, 34)));
        Assert.AreEqual(new MapWindow(0, 0, 1, 1, 2), field.Window(new ImageBox(0, 30, 3, 32)), "the nearest where none is inside");
        Assert.AreEqual(new MapWindow(0, 0, 0, 13, 13), field.Window(new ImageBox(-50, -50, 1000, 1000)));
        Assert.AreEqual(new ImageBox(-64, -48, 99, 115), field.Box(1, 0));
    }

    [TestMethod]
    public void WhatIsNoBoxCellOrMapIsRefused()
    {
        using SppNetwork network = SppNetwork.Create("resnet18", classes: 2);
        FieldGeometry field = network.Field("layer4", 64, 64);
        foreach (ImageBox bad in new ImageBox[] { new(5, 0, 5, 9), new(0, 9, 5, 8), new(float.NaN, 0, 5, 5), new(0, 0, 5, float.NaN) })
            Assert.ThrowsExactly<ArgumentException>(() => field.Window(bad));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => field.Box(2, 0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => field.Box(0, -1));
        Assert.AreEqual(
            "'logits' is a vector of the head, not a feature map. (Parameter 'tap')",
            Assert.ThrowsExactly<ArgumentException>(() => network.Field("logits", 64, 64)).Message);
        Assert.AreEqual(
            "An image of 0×64 pixels is too small for tap 'layer4', which needs 1 on the shorter side.",
            Assert.ThrowsExactly<ArgumentException>(() => network.Field("layer4", 64, 0)).Message);
    }

    /// <summary>The same trunk with one filter per convolution: what a cell sees does not depend on how many there are.</summary>
    private static TrunkProgram Thin(TrunkProgram program)
    {
        List<int> channels = [3];
        var steps = new List<Step>();
        foreach (Step step in program.Steps)
        {
            steps.Add(step switch
            {
                ConvStep conv => conv with { InChannels = channels[conv.Input], Filters = 1, Groups = 1 },
                AffineStep affine => affine with { Channels = channels[affine.Input] },
                _ => step,
            });
            channels.Add(StepChecks.ChannelsAfter(steps[^1], channels));
        }

        return TrunkProgram.Create(steps, program.Taps);
    }

    /// <summary>A dark cell stays dark however its neighbours are normalised away: their mean answers to the same cells.</summary>
    private static Step Answering(Step step) => step is NormalizeStep { Kind: { Kind: NormalizationKind.WithinChannel } kind }
        ? new PoolStep(step.Input, PoolKind.Average, new Window(kind.Size, 1, kind.Size / 2))
        : step;

    /// <summary>Columns of light at the first and last pixel of a field, and just outside.</summary>
    private static void AssertFields(TrunkProgram program, int[] values, Sides image)
    {
        using DisposeScope scope = NewDisposeScope();
        TrunkProgram lit = TrunkProgram.Create([.. program.Steps.Select(Answering)], []);
        Dictionary<string, Tensor> filters = [];
        foreach (ConvStep conv in program.Steps.OfType<ConvStep>())
        {
            filters[conv.WeightName] = ones(conv.WeightShape).div_(conv.InChannels / conv.Groups * conv.Window.Size.Width);
            filters[conv.BiasName] = zeros(conv.Filters);
        }

        foreach (int value in values)
        {
            FieldAxis axis = Fields.Of(program, value, image).Columns;
            foreach (int cell in new[] { 0, axis.Cells / 2 }.Distinct())
            {
                int first = (int)(axis.Centre + axis.Stride * cell - (axis.Size - 1) / 2.0), last = first + axis.Size - 1;
                int[] places = [.. new[] { first - 1, first, last, last + 1 }.Where(place => place >= 0 && place < image.Width)];
                if (places.Length == 0)
                    continue;
                Tensor images = zeros(places.Length, 3, image.Height, image.Width);
                for (int index = 0; index < places.Length; index++)
                    images[index, TensorIndex.Colon, TensorIndex.Colon, places[index]] = 1;
                Tensor answers = TorchTrunk.Run(lit, filters, images, [value])[0].narrow(3, cell, 1).sum([1, 2, 3]);
                for (int index = 0; index < places.Length; index++)
                {
                    bool inside = places[index] >= first && places[index] <= last;
                    Assert.AreEqual(inside, answers[index].ToSingle() > 0,
                        $"value {value}, cell {cell}, field {first}…{last}, light at {places[index]}");
                }
            }
        }
    }
}
