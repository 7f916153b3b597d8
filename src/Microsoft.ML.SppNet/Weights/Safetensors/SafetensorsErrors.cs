namespace Microsoft.ML.SppNet.Weights;

/// <summary>Errors of safetensors files, all of one form: the file, then what is wrong.</summary>
internal static class SafetensorsErrors
{
    internal static InvalidDataException Malformed(string file, string what, Exception? inner = null) =>
        new($"'{file}' is not a valid safetensors file: {what}.", inner);

    internal static InvalidDataException NotFinite(string file, SafetensorsTensor tensor, int index, double value)
    {
        string found = double.IsFinite(value) ? $"{ErrorText.Invariant(value)}, which float32 cannot hold" : ErrorText.Invariant(value);
        return new InvalidDataException(
            $"'{file}': element {index} of tensor '{tensor.Name}' ({tensor.DType} {ErrorText.Shape(tensor.Shape)}) is {found}; weights must be finite.");
    }
}
