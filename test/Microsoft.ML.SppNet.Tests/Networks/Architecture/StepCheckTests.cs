using Microsoft.ML.SppNet.Networks.Architecture;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Steps from a file that do not fit one another are refused in words, before anything runs.</summary>
[TestClass]
public class StepCheckTests
{
    private const int TooMany = StepChecks.MostCells + 1;

    private static readonly Window One = new(1, 1), Three = new(3, 1, 1);

    public static IEnumerable<object[]> Misfits => new (string Message, Step[] Steps)[]
    {
        ("step 1 reads what no step before it makes", [new ActivationStep(1, Activation.Relu)]),
        ("step 1 reads what no step before it makes", [new ActivationStep(-1, Activation.Relu)]),
        ("step 2 reads what no step before it makes", [Conv("a", 8), new AddStep(1, 3, Activation.None)]),
        ("step 1 reads what no step before it makes", [Conv("a", 3) with { Residual = 7 }]),
        ("step 1 reads 4 channels of a map of 3", [new ConvStep(0, "a", 4, 8, Three)]),
        ("step 1 has no filters, or too many", [Conv("a", 0)]),
        ("step 1 has no filters, or too many", [Conv("a", TooMany)]),
        ("step 1 has groups that divide its channels and filters unevenly", [Conv("a", 8) with { Groups = 2 }]),
        ("step 1 has groups that divide its channels and filters unevenly", [Conv("a", 8) with { Groups = 3 }]),
        ("step 1 has groups that divide its channels and filters unevenly", [Conv("a", 8) with { Groups = 0 }]),
        ("step 1 adds 8 channels and 3", [Conv("a", 8) with { Residual = 0 }]),
        ("step 2 adds 8 channels and 3", [Conv("a", 8), new AddStep(1, 0, Activation.None)]),
        ("step 2 multiplies 8 channels by 3", [Conv("a", 8), new MultiplyStep(1, 0)]),
        ("step 1 scales 4 channels of 3", [new AffineStep(0, "a", 4, Activation.None)]),
        ("step 1 has a size, stride or dilation that is none", [new ConvStep(0, "a", 3, 8, new Window(0, 1))]),
        ("step 1 has a size, stride or dilation that is none", [new ConvStep(0, "a", 3, 8, new Window(new Sides(3, TooMany), 1))]),
        ("step 1 has a size, stride or dilation that is none", [new PoolStep(0, PoolKind.Max, new Window(3, new Sides(1, 0)))]),
        ("step 1 has a size, stride or dilation that is none", [new ConvStep(0, "a", 3, 8, Three with { Dilation = new Sides(0, 1) })]),
        ("step 1 has a size or padding that is none", [new ConvStep(0, "a", 3, 8, new Window(300, 1) { Dilation = 300 })]),
        ("step 1 has a size or padding that is none", [new ConvStep(0, "a", 3, 8, new Window(3, 1, new Pads(0, 0, 0, -1)))]),
        ("step 1 has a size or padding that is none", [new ConvStep(0, "a", 3, 8, new Window(3, 1, new Pads(TooMany, 0, 0, 0)))]),
        ("step 1 has windows that lie in the padding altogether", [new PoolStep(0, PoolKind.Max, new Window(3, 1, 3))]),
        ("step 1 has windows that lie in the padding altogether",
            [new PoolStep(0, PoolKind.Average, new Window(3, 1, new Pads(0, 0, 0, 3)))]),
        ("step 3 joins too many channels", [Conv("a", 40000), Conv("b", 40000), new ConcatStep([1, 2])]),
        ("step 2 needs an image of more than 65536 pixels a side",
            [new PoolStep(0, PoolKind.Max, new Window(1, 65536)), new PoolStep(1, PoolKind.Max, new Window(2, 1))]),
    }.Select(one => new object[] { one.Message, one.Steps });

    [TestMethod]
    [DynamicData(nameof(Misfits))]
    public void AMisfitIsNamed(string message, object steps)
    {
        var listed = (Step[])steps;
        ArgumentException error = Assert.ThrowsExactly<ArgumentException>(() => TrunkProgram.Create(listed, []));
        Step named = listed[int.Parse(message.Split(' ')[1], null) - 1];
        Assert.AreEqual($"{message}: {named} (Parameter 'steps')", error.Message);
    }

    [TestMethod]
    public void ChannelsAreCounted()
    {
        TrunkProgram program = TrunkProgram.Create(
            [Conv("a", 8), Conv("b", 16), new ConcatStep([1, 2, 0]), new GlobalPoolStep(3), new MultiplyStep(3, 4)], []);
        CollectionAssert.AreEqual(new[] { 3, 8, 16, 27, 27, 27 }, program.Channels.ToArray());
    }

    /// <summary>A convolution halves by ⌊·⌋ and a pooling by ⌈·⌉: their maps meet at even sizes alone.</summary>
    [TestMethod]
    public void MapsThatMeetAtSomeSizesOnlyAreRefusedAtTheOthers()
    {
        TrunkProgram program = TrunkProgram.Create(
            [new ConvStep(0, "a", 3, 3, new Window(2, 2)), new PoolStep(0, PoolKind.Max, new Window(2, 2) { Ceil = true }),
                new ConcatStep([1, 2])], []);
        Assert.IsNull(program.SizeProblem(3, new Sides(8, 10)));
        Assert.AreEqual(
            "For an image of 10×9 pixels step 3 of the network joins maps of 5×4 and 5×5 cells.", program.SizeProblem(3, new Sides(9, 10)));
        Assert.IsNull(program.SizeProblem(2, new Sides(9, 10)), "nothing is joined before step 3");
    }

    [TestMethod]
    public void EveryKindOfJoinIsLookedAt()
    {
        ConvStep half = new(0, "a", 3, 3, new Window(2, 2));
        const string message = "For an image of 8×6 pixels step 2 of the network joins maps of 4×3 and 8×6 cells.";
        foreach (Step join in new Step[] { new AddStep(1, 0, Activation.None), new MultiplyStep(1, 0), new ConcatStep([1, 0]) })
            Assert.AreEqual(message, TrunkProgram.Create([half, join], []).SizeProblem(2, new Sides(6, 8)), join.ToString());
        Assert.AreEqual(message,
            TrunkProgram.Create([half, new ConvStep(1, "b", 3, 3, One) { Residual = 0 }], []).SizeProblem(2, new Sides(6, 8)));
        Assert.IsNull(TrunkProgram.Create([new GlobalPoolStep(0), new MultiplyStep(0, 1)], []).SizeProblem(2, new Sides(6, 8)),
            "a gate of 1×1");
    }

    private static ConvStep Conv(string name, int filters) => new(0, name, 3, filters, Three);
}
