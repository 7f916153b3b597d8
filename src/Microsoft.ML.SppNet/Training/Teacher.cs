using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Training;

/// <summary>A teacher's vectors of all training images, and the layer that brings the student's vector to their length; that layer learns
/// along and is dropped at the end.</summary>
internal sealed class Teacher
{
    private const int Batch = 32;
    private const string Weight = "teacher.weight", Bias = "teacher.bias";

    private readonly Distillation _options;
    private readonly FeatureMatrix _vectors;

    private Teacher(Distillation options, FeatureMatrix vectors) => (_options, _vectors) = (options, vectors);

    /// <summary>Runs the teacher over all images once.</summary>
    internal static Teacher Learn(Distillation options, InferencePrecision precision, IReadOnlyList<string> paths,
        CancellationToken cancellation)
    {
        // libtorch, which bfloat16 needs, likes larger batches than the kernels.
        using var extractor = new SppFeatureExtractor(
            options.Teacher, new SppFeatureOptions { Sizes = [options.Size], Precision = precision,
                BatchSize = precision == InferencePrecision.BFloat16 ? Batch : 0 },
            new SppFeatureColumn("Teacher") { Taps = [options.Tap], Levels = options.Levels });
        return new Teacher(options, ImageSetFeatures.Extract(extractor, paths, options.CacheFolder, cancellation: cancellation)[0]);
    }

    /// <summary>The layer's parameters for student vectors of a length.</summary>
    internal Dictionary<string, Tensor> Parameters(long length, int seed, Device device)
    {
        var random = TrainingNumbers.For(seed, TrainingNumbers.Use.Weights, epoch: 1);
        float[] weight = new float[checked(_vectors.Columns * length)];
        double deviation = Math.Sqrt(1.0 / length);
        for (int index = 0; index < weight.Length; index++)
            weight[index] = (float)(deviation * random.NextNormal());
        return new()
        {
            [Weight] = tensor(weight).reshape(_vectors.Columns, length).to(device).requires_grad_().DetachFromDisposeScope(),
            [Bias] = zeros([_vectors.Columns], dtype: ScalarType.Float32, device: device).requires_grad_().DetachFromDisposeScope(),
        };
    }

    /// <summary>The whole loss of a batch: the labels' share and the teacher's.</summary>
    internal Tensor Loss(Tensor labelLoss, Tensor features, int[] images, IReadOnlyDictionary<string, Tensor> parameters)
    {
        float[] rows = [.. images.SelectMany(image => _vectors[image].ToArray())];
        Tensor teacher = tensor(rows).reshape(images.Length, _vectors.Columns).to(features.device);
        Tensor student = nn.functional.linear(features, parameters[Weight], parameters[Bias]);
        Tensor taught = _options.Tap == "logits"
            ? TrainingLoss.OfTeacherLogits(student, teacher, _options.Temperature)
            : TrainingLoss.OfTeacherVectors(student, teacher);
        return labelLoss.mul(1 - _options.Weight).add(taught.mul(_options.Weight));
    }
}
