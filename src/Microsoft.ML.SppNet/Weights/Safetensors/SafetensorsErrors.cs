namespace Microsoft.ML.SppNet.Weights;

/// <summary>Errors of safetensors files, all of one form: the file, then what is wrong.</summary>
internal static class SafetensorsErrors
{
    internal static InvalidDataException Malformed(string file, string what, Exception? inner = null) =>
        new($"'{file}' is not a valid safetensors file: {what}.", inner);
}
