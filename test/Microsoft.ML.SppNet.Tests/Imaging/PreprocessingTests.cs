namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public sealed class PreprocessingTests
{
    [TestMethod]
    public void PresetsAreWhatTheirNamesSay()
    {
        Assert.AreEqual("Rgb, mean [123.675, 116.28, 103.53], standard deviation [58.395, 57.12, 57.375]",
            Preprocessing.TorchVision.ToString());
        Assert.AreEqual("Bgr, mean [128, 128, 128], standard deviation [1, 1, 1]", Preprocessing.SppNet.ToString());
        Assert.AreEqual("Bgr, mean [104, 117, 123], standard deviation [1, 1, 1]", Preprocessing.CaffeImageNet.ToString());
        Assert.AreEqual("Rgb, mean [0, 0, 0], standard deviation [1, 1, 1]", new Preprocessing().ToString());
    }

    [TestMethod]
    public void EqualityIsThatOfTheValues()
    {
        var one = new Preprocessing { Mean = [1, 2, 3] };
        var same = new Preprocessing { Mean = new List<float> { 1, 2, 3 }, StandardDeviation = [1, 1, 1] };
        Assert.AreEqual(one, same);
        Assert.AreEqual(one.GetHashCode(), same.GetHashCode());
        Assert.AreNotEqual(one, one with { Mean = [1, 2, 4] });
        Assert.AreNotEqual(one, one with { StandardDeviation = [1, 1, 2] });
        Assert.AreNotEqual(one, one with { Channels = ChannelOrder.Bgr });
    }

    [TestMethod]
    public void ACallersArrayCannotChangeItLater()
    {
        float[] mean = [1, 2, 3];
        var preprocessing = new Preprocessing { Mean = mean };
        mean[0] = 9;
        Assert.AreEqual(1, preprocessing.Mean[0]);
    }

    [TestMethod]
    [DataRow(new[] { 1f, 2f }, "[1, 2]")]
    [DataRow(new[] { 1f, float.NaN, 2f }, "[1, NaN, 2]")]
    [DataRow(new[] { 1f, float.PositiveInfinity, 2f }, "[1, Infinity, 2]")]
    public void AMeanThatIsNoMeanIsRefused(float[] mean, string text) => Assert.AreEqual(
        $"Mean must be 3 finite numbers, one per channel; it is {text}. (Parameter 'Mean')",
        Assert.ThrowsExactly<ArgumentException>(() => new Preprocessing { Mean = mean }).Message);

    [TestMethod]
    [DataRow(new[] { 1f, 0f, 2f }, "[1, 0, 2]")]
    [DataRow(new[] { 1f, 1f, -2f }, "[1, 1, -2]")]
    [DataRow(new[] { 1f, 1f, 1f, 1f }, "[1, 1, 1, 1]")]
    public void ADeviationThatCannotDivideIsRefused(float[] deviation, string text) => Assert.AreEqual(
        $"StandardDeviation must be 3 finite positive numbers, one per channel; it is {text}. (Parameter 'StandardDeviation')",
        Assert.ThrowsExactly<ArgumentException>(() => new Preprocessing { StandardDeviation = deviation }).Message);

    [TestMethod]
    public void AChannelOrderThatDoesNotExistIsRefused()
    {
        ArgumentOutOfRangeException error =
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Preprocessing { Channels = (ChannelOrder)7 });
        Assert.AreEqual($"No such channel order. (Parameter 'Channels'){Environment.NewLine}Actual value was 7.", error.Message);
    }
}
