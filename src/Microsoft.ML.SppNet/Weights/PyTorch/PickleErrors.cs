namespace Microsoft.ML.SppNet.Weights;

/// <summary>Errors of PyTorch files, all of one form: the file, then what is wrong.</summary>
internal static class PickleErrors
{
    internal static InvalidDataException Refused(string file, string what, Exception? inner = null) =>
        new($"'{file}' cannot be read as PyTorch weights: {what}.", inner);
}
