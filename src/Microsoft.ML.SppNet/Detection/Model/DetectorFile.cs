using System.IO.Compression;
using System.Text.Json;
using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>A detector as a ZIP archive: its description, its network, and the SVMs and regressors as tensors.</summary>
internal static class DetectorFile
{
    private const string DescriptionEntry = "detector.json", NetworkEntry = "network.safetensors", ClassesEntry = "classes.safetensors";
    private const string Weights = "svm.weight", Biases = "svm.bias", Thresholds = "svm.threshold";
    private const string ShiftWeights = "shift.weight", ShiftBiases = "shift.bias";

    internal static void Write(Stream stream, SppDetector detector)
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        Add(archive, DescriptionEntry, target => JsonSerializer.Serialize(target, DetectorDescription.Of(detector)));
        Add(archive, NetworkEntry, detector.Features.Network.Save);
        Add(archive, ClassesEntry, target => SafetensorsWriter.Write(target, new Dictionary<string, string>(), Tensors(detector)));
    }

    /// <exception cref="InvalidDataException">It is no detector; the message begins with the name.</exception>
    internal static SppDetector Read(Stream stream, string name, IProposalMethod? proposals)
    {
        try
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            DetectorDescription description =
                Read(archive, DescriptionEntry, entry => JsonSerializer.Deserialize<DetectorDescription>(entry))
                ?? throw new InvalidDataException($"{DescriptionEntry} is empty.");
            SppDetectorOptions options = description.ToOptions();
            return Read(archive, NetworkEntry, entry =>
            {
                using SafetensorsFile weights = SafetensorsFile.Read(entry, NetworkEntry);
                using SppNetwork network = SppNetwork.Load(weights);
                IWindowFeatures features = SppDetector.WindowFeatures(network, options);
                try
                {
                    return Read(archive, ClassesEntry, classes => Read(classes, description, options, features, proposals));
                }
                catch
                {
                    features.Dispose();
                    throw;
                }
            });
        }
        catch (Exception error) when (error is InvalidDataException or JsonException or ArgumentException or EndOfStreamException)
        {
            throw new InvalidDataException($"'{name}' is no detector, or is damaged: {error.Message}", error);
        }
    }

    private static SppDetector Read(
        Stream entry, DetectorDescription description, SppDetectorOptions options, IWindowFeatures features, IProposalMethod? proposals)
    {
        using SafetensorsFile tensors = SafetensorsFile.Read(entry, ClassesEntry);
        int count = description.Classes.Count, length = features.Length;
        float[] weights = Tensor(tensors, Weights, count, length), biases = Tensor(tensors, Biases, count);
        float[] thresholds = Tensor(tensors, Thresholds, count);
        BoxRegressor?[]? regressors = null;
        if (description.Regressed is { } regressed)
        {
            float[] shifts = Tensor(tensors, ShiftWeights, count, BoxShift.Count, length);
            float[] constants = Tensor(tensors, ShiftBiases, count, BoxShift.Count);
            regressors = [.. Enumerable.Range(0, count)
                .Select(index => regressed.Contains(index) ? Regressor(shifts, constants, index, length) : null)];
        }

        var classes = new LinearClasses(count, length);
        for (int index = 0; index < count; index++)
            classes.Set(index, weights.AsSpan(index * length, length), biases[index]);
        thresholds.CopyTo(classes.Thresholds, 0);
        return new SppDetector(description.Classes, options, features, classes, regressors, proposals);
    }

    private static BoxRegressor Regressor(float[] weights, float[] biases, int index, int length) => new(
        [.. Enumerable.Range(index * BoxShift.Count, BoxShift.Count).Select(row => weights.AsSpan(row * length, length).ToArray())],
        biases[(index * BoxShift.Count)..((index + 1) * BoxShift.Count)]);

    private static TensorSource[] Tensors(SppDetector detector)
    {
        (int count, int length) = (detector.ClassNames.Count, detector.Features.Length);
        TensorSource svm = new(Weights, SafetensorsDType.F32, [count, length], () => detector.Classes.Weights.Floats());
        TensorSource bias = new(Biases, SafetensorsDType.F32, [count], () => detector.Classes.Biases.Floats());
        TensorSource threshold = new(Thresholds, SafetensorsDType.F32, [count], () => detector.Classes.Thresholds);
        if (detector.Regressors is not { } regressors)
            return [svm, bias, threshold];
        float[] none = new float[length];
        float[] shifts = [.. regressors.SelectMany(one => one?.Weights ?? [none, none, none, none]).SelectMany(row => row)];
        float[] constants = [.. regressors.SelectMany(one => one?.Biases ?? new float[BoxShift.Count])];
        return [
            svm, bias, threshold,
            new(ShiftWeights, SafetensorsDType.F32, [count, BoxShift.Count, length], () => shifts),
            new(ShiftBiases, SafetensorsDType.F32, [count, BoxShift.Count], () => constants),
        ];
    }

    private static float[] Tensor(SafetensorsFile file, string name, params long[] shape)
    {
        if (!file.Tensors.TryGetValue(name, out SafetensorsTensor? tensor) || !tensor.Shape.SequenceEqual(shape))
            throw new InvalidDataException($"{ClassesEntry} has no tensor {name} of shape [{string.Join(", ", shape)}].");
        float[] values = new float[tensor.ElementCount];
        file.CopyTo(name, values);
        return values;
    }

    private static void Add(ZipArchive archive, string name, Action<Stream> write)
    {
        // Weights do not get smaller by it.
        using Stream entry = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
        write(entry);
    }

    private static T Read<T>(ZipArchive archive, string name, Func<Stream, T> read)
    {
        ZipArchiveEntry entry = archive.GetEntry(name) ?? throw new InvalidDataException($"it has no {name}.");
        using Stream stream = entry.Open();
        return read(stream);
    }
}
