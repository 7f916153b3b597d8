using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Training;

/// <summary>What a step makes smaller.</summary>
internal static class TrainingLoss
{
    /// <summary>Cross-entropy with the labels, of whose probability a share is spread over all classes (Szegedy et al. 2015, section 7);
    /// the mean over the batch.</summary>
    /// <param name="logits">Tensor [N, K].</param>
    /// <param name="labels">Tensor [N] of int64.</param>
    /// <param name="smoothing">The share, from 0 to 1.</param>
    internal static Tensor OfLabels(Tensor logits, Tensor labels, double smoothing)
    {
        Tensor logarithms = nn.functional.log_softmax(logits, dim: 1);
        Tensor likely = logarithms.gather(1, labels.unsqueeze(1)).mean().neg();
        return smoothing > 0 ? likely.mul(1 - smoothing).sub(logarithms.mean().mul(smoothing)) : likely;
    }

    /// <summary>Cross-entropy with a teacher's probabilities at a temperature, times its square so that gradients keep their size (Hinton
    /// et al. 2015, section 2).</summary>
    internal static Tensor OfTeacherLogits(Tensor logits, Tensor teacher, double temperature) =>
        nn.functional.softmax(teacher.div(temperature), dim: 1).mul(nn.functional.log_softmax(logits.div(temperature), dim: 1))
            .sum(1).mean().mul(-temperature * temperature);

    /// <summary>1 − the cosine of the angle to the teacher's vector, the mean over the batch.</summary>
    internal static Tensor OfTeacherVectors(Tensor vectors, Tensor teacher) =>
        nn.functional.cosine_similarity(vectors, teacher, dim: 1).mean().mul(-1).add(1);
}
