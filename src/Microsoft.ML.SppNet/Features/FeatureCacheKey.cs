using System.Security.Cryptography;
using System.Text;

namespace Microsoft.ML.SppNet.Features;

/// <summary>What cached features depend on besides the image: the network and every option that changes a value.</summary>
internal static class FeatureCacheKey
{
    /// <summary>To be raised whenever the same options give other values than before.</summary>
    private const string Algorithm = "sppnet features 2";

    /// <summary>SHA-256 over the network's fingerprint, options and columns. Batch size and device are left out: they change no value
    /// beyond rounding.</summary>
    internal static byte[] For(SppFeatureExtractor extractor)
    {
        SppFeatureOptions options = extractor.Plan.Options;
        var text = new StringBuilder(Algorithm)
            .Append('|').AppendJoin(',', extractor.Plan.Sizes)
            .Append('|').Append(options.Combine)
            .Append('|').Append(options.View)
            .Append('|').Append(options.Flip)
            .Append('|').Append(options.Kernel)
            .Append('|').Append(options.Normalization)
            .Append('|').Append(extractor.Precision);
        if (options.TestViews is { } views)
            text.Append('|').Append(views);
        foreach (PlannedColumn column in extractor.Plan.Columns)
        {
            foreach (FeaturePart part in column.Parts)
                text.Append('|').Append(extractor.Plan.Taps[part.Tap]).Append(':').AppendJoin(',', part.Pyramid?.Levels ?? []);
            text.Append(';');
        }

        return SHA256.HashData([.. extractor.Network.Fingerprint, .. Encoding.UTF8.GetBytes(text.ToString())]);
    }
}
