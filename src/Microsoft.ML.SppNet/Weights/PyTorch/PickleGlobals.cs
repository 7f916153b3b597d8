using System.Collections.Frozen;

namespace Microsoft.ML.SppNet.Weights;

/// <summary>
/// The classes and functions that a pickle of tensors may name. They are names here and nothing else: what they stand for is done by
/// <see cref="PyTorchRebuild"/>, and nothing of Python is ever run.
/// </summary>
internal static class PickleGlobals
{
    internal const string OrderedDict = "collections.OrderedDict";
    internal const string Tensor = "torch._utils._rebuild_tensor";
    internal const string Tensor2 = "torch._utils._rebuild_tensor_v2";
    internal const string Parameter = "torch._utils._rebuild_parameter";
    internal const string Size = "torch.Size";

    private static readonly FrozenDictionary<string, SafetensorsDType> Storages = new Dictionary<string, SafetensorsDType>
    {
        ["torch.DoubleStorage"] = SafetensorsDType.F64,
        ["torch.FloatStorage"] = SafetensorsDType.F32,
        ["torch.HalfStorage"] = SafetensorsDType.F16,
        ["torch.BFloat16Storage"] = SafetensorsDType.BF16,
        ["torch.LongStorage"] = SafetensorsDType.I64,
        ["torch.IntStorage"] = SafetensorsDType.I32,
        ["torch.ShortStorage"] = SafetensorsDType.I16,
        ["torch.CharStorage"] = SafetensorsDType.I8,
        ["torch.ByteStorage"] = SafetensorsDType.U8,
        ["torch.BoolStorage"] = SafetensorsDType.BOOL,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    internal static bool IsKnown(string name) =>
        name is OrderedDict or Tensor or Tensor2 or Parameter or Size || Storages.ContainsKey(name);

    /// <summary>The element type of a storage class; null for any other name.</summary>
    internal static SafetensorsDType? ElementType(string name) => Storages.TryGetValue(name, out SafetensorsDType type) ? type : null;
}
