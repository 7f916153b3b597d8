using Microsoft.ML.SppNet.Files;

namespace Microsoft.ML.SppNet.Weights;

/// <summary>Opens weight files of every format that is known here. Its bytes say which one a file has, not its name.</summary>
internal static class WeightFile
{
    /// <summary>Opens a file, or the weights in a folder as model hubs hand them out.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is of none of the formats, or is damaged; the message names it and says what it is
    /// or where it is wrong.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    internal static IWeightFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            return InFolder(path);
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no weight file '{path}'.", path);
        MappedFile file = MappedFile.Open(path);
        try
        {
            return Recognised(file) ?? throw Unknown(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static IWeightFile? Recognised(MappedFile file)
    {
        if (SafetensorsFile.Begins(file.Beginning))
        {
            file.Dispose();
            return SafetensorsFile.Open(file.Name);
        }

        return PyTorchArchive.Begins(file.Beginning) ? PyTorchArchive.Open(file)
            : PyTorchLegacy.Begins(file.Beginning) ? PyTorchLegacy.Open(file)
            : OnnxFile.Begins(file.Beginning) ? OnnxFile.Open(file)
            : CaffeFile.Begins(file.Beginning) ? CaffeFile.Open(file)
            : null;
    }

    private static DescribedFile InFolder(string folder)
    {
        IWeightFile file = Open(HubFolder.Weights(folder));
        try
        {
            return new DescribedFile(file, HubFolder.Metadata(folder));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static InvalidDataException Unknown(MappedFile file)
    {
        string kind = FileLooksLike.Kind(file.Beginning) is { } known ? $": it looks like {known}" : "";
        return new InvalidDataException($"'{file.Name}' is no weight file of a known format (safetensors, PyTorch, ONNX, Caffe){kind}.");
    }
}
