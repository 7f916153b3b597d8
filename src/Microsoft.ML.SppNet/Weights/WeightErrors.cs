namespace Microsoft.ML.SppNet.Weights;

/// <summary>Errors that weight files of every format share.</summary>
internal static class WeightErrors
{
    internal static InvalidDataException NotFinite(string file, string tensor, string type, IEnumerable<long> shape, int index,
        double value)
    {
        string found = double.IsFinite(value) ? $"{ErrorText.Invariant(value)}, which float32 cannot hold" : ErrorText.Invariant(value);
        return new InvalidDataException(
            $"'{file}': element {index} of tensor '{tensor}' ({type} {ErrorText.Shape(shape)}) is {found}; weights must be finite.");
    }

    internal static KeyNotFoundException NoTensor(string file, string tensor) => new($"'{file}' has no tensor '{tensor}'.");

    internal static InvalidDataException NoWeight(string file, string tensor, string type) =>
        new($"'{file}': tensor '{tensor}' is of type {type}, expected F16, BF16, F32 or F64 for weights.");

    internal static string WrongLength(string file, string tensor, long count, int length) =>
        $"Tensor '{tensor}' of '{file}' has {count} elements, the destination {length}.";
}
