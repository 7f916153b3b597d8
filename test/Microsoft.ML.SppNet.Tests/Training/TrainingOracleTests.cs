using System.Text.Json;
using Microsoft.ML.SppNet.Training;
using Microsoft.ML.SppNet.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Steps against an independent PyTorch program (test/oracles/training.py): loss after loss, and the parameters after ten
/// steps.</summary>
[TestClass]
public class TrainingOracleTests
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    [TestMethod]
    [DataRow("zf5")]
    [DataRow("resnet18")]
    public void TakesTheSameStepsAsPyTorch(string name)
    {
        using FileStream file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Fixtures", "training", name + ".json"));
        Steps golden = JsonSerializer.Deserialize<Steps>(file, s_json)!;
        var architecture = new NetworkArchitecture(name) { HeadLevels = [3, 1] };
        var initial = new InitialParameters(architecture, 3, FilterInitialization.He, 1, new Drawn(golden.Parameters));
        using var network = new TrainableNetwork(new ModelCard(architecture, Preprocessing.TorchVision), initial, null, CPU);
        using var optimizer = new MomentumOptimizer(network.Learned, 0.9, 5e-4);
        for (int step = 0; step < golden.Losses.Length; step++)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor images = tensor(CounterRandom.Fill($"step/{step}", golden.Batch * 3L * golden.Side * golden.Side, 2)).reshape(
                golden.Batch, 3, golden.Side, golden.Side);
            Tensor labels = tensor(Enumerable.Range(0, golden.Batch).Select(index => (long)((step + index) % 3)).ToArray());
            Tensor loss = TrainingLoss.OfLabels(network.Forward(images, training: true).Logits, labels, 0);
            Assert.AreEqual(golden.Losses[step], loss.item<float>(), Tolerance(golden) * Math.Max(1, golden.Losses[step]), $"step {step}");
            loss.backward();
            optimizer.Step(golden.Rate, step);
        }

        foreach ((string parameter, GoldenTensor after) in golden.After)
            Assert.IsLessThan(5e-3, after.Difference(TensorCopy.ToArray(network.Tensors[parameter])), parameter);
    }

    /// <summary>A thousandth, and three times what PyTorch's own single precision differs by from its double.</summary>
    private static double Tolerance(Steps golden) =>
        1e-3 + 3 * golden.Losses.Zip(golden.Single, (exact, single) => Math.Abs(exact - single) / Math.Max(1, exact)).Max();

    private sealed record Steps(int Batch, int Side, double Rate, double[] Losses, double[] Single, GoldenParameter[] Parameters,
        Dictionary<string, GoldenTensor> After);

    private sealed class Drawn(GoldenParameter[] parameters) : IParameterSource
    {
        public string Name => "drawn";

        public IReadOnlyDictionary<string, long[]> Shapes { get; } =
            parameters.ToDictionary(parameter => parameter.Name, parameter => parameter.Shape);

        public void CopyTo(string name, Span<float> destination) =>
            parameters.Single(parameter => parameter.Name == name).Values().CopyTo(destination);
    }
}
