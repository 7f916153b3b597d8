using System.Text.RegularExpressions;
using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Networks.Parameters;

/// <summary>
/// Which convolution of a three-layer residual block strides. Names and shapes are the same either way, and the wrong one loses points of
/// accuracy without a word (92.15 instead of 94.81 % on Caltech-101), so it is taken from what the file says, and where it says nothing a
/// warning does.
/// </summary>
internal static partial class StridePlace
{
    internal static NetworkArchitecture Complete(NetworkArchitecture architecture, IWeightFile file, RenamedWeights source,
        List<string> warnings)
    {
        if (!architecture.StridePlacesDiffer)
            return architecture;
        foreach (string text in file.Metadata.Select(entry => $"{entry.Key} {entry.Value}"))
        {
            if (Said().Match(text) is { Success: true } match)
                return architecture with { StrideIn = match.Groups[1].Value == "1" ? ResidualStride.Conv1 : ResidualStride.Conv2 };
        }

        // A net that PyTorch trained has counted its batches; one converted from elsewhere has not.
        if (source.Counter("bn1" + ParameterContract.BatchNormCounter) is > 0)
            return architecture;
        warnings.Add(
            "does not say whether its residual blocks stride in conv1 (He et al., Caffe) or conv2 (torchvision); conv2 is taken, and the "
                + "wrong one costs accuracy: "
            + $"say --stride-in, or StrideIn of new NetworkArchitecture(\"{architecture.Name}\").");
        return architecture;
    }

    [GeneratedRegex("\\bstride[\\w ]*\\s(?:sits in|in|is in|at)?\\s*conv([12])\\b", RegexOptions.IgnoreCase
        | RegexOptions.CultureInvariant)]
    private static partial Regex Said();
}
