using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Networks.Parameters;

/// <summary>A hash of all that decides what a network computes: structure, preprocessing and every weight.</summary>
internal static class NetworkFingerprint
{
    internal static byte[] Compute(ModelCard card, IReadOnlyDictionary<string, NativeTensor> tensors)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{card.Architecture}{card.Architecture.Imported?.Digest}\n{card.Preprocessing}\n"));
        foreach ((string name, NativeTensor tensor) in tensors.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            string shape = string.Join(',', tensor.Shape.Select(side => side.ToString(CultureInfo.InvariantCulture)));
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}[{shape}]\n"));
            hash.AppendData(MemoryMarshal.AsBytes(tensor.Floats()));
        }

        return hash.GetHashAndReset();
    }
}
