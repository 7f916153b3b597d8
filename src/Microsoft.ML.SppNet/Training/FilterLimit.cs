using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Training;

/// <summary>Scales filters down to a root mean square, so that none dominates (Zeiler and Fergus, section 3): needed mainly in the first
/// layer, whose inputs are large.</summary>
internal static class FilterLimit
{
    internal static void Apply(IEnumerable<Tensor> parameters, double most)
    {
        using IDisposable mode = no_grad();
        foreach (Tensor filters in parameters.Where(parameter => parameter.dim() == 4))
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor rms = filters.square().mean([1, 2, 3], keepdim: true).sqrt_();
            filters.mul_(rms.clamp_min_(most).reciprocal_().mul_(most));
        }
    }
}
