using Microsoft.ML.SppNet.Files;
using Microsoft.ML.SppNet.Weights;
using static TorchSharp.torch;

namespace Microsoft.ML.SppNet.Training;

/// <summary>
/// A run's whole state in one safetensors file, written whole or not at all: parameters (<c>parameter/…</c>), the optimizer's tensors, the
/// best weights so far (<c>best/…</c>) and, in its metadata, <see cref="TrainingState"/>. A run that goes on from it takes the same steps
/// as one that was never ended.
/// </summary>
internal static class Checkpoint
{
    private const string StateEntry = "sppnet.training", Parameter = "parameter/", Best = "best/", OptimizerState = "optimizer/";

    internal static void Save(string path, TrainingState state, TrainableNetwork network, Optimizer optimizer,
        IReadOnlyDictionary<string, float[]>? best)
    {
        IEnumerable<TensorSource> tensors = network.Tensors.Select(entry => Source(Parameter, entry))
            .Concat(optimizer.State.Select(entry => Source(OptimizerState, entry)))
            .Concat((best ?? new Dictionary<string, float[]>()).Select(entry =>
                new TensorSource(Best + entry.Key, SafetensorsDType.F32, network.Tensors[entry.Key].shape, () => entry.Value)));
        AtomicFile.Write(path,
            stream => SafetensorsWriter.Write(stream, new Dictionary<string, string> { [StateEntry] = state.ToText() }, [.. tensors]));
    }

    /// <summary>Brings network and optimizer to where the checkpoint's run was.</summary>
    /// <param name="path">The file.</param>
    /// <param name="task">What this run is asked to do.</param>
    /// <param name="network">Receives the parameters.</param>
    /// <param name="optimizer">Receives its tensors.</param>
    /// <returns>The state, and the best weights where there were any.</returns>
    /// <exception cref="InvalidDataException">The file is no checkpoint, or one of another training; the message says how they
    /// differ.</exception>
    internal static (TrainingState State, Dictionary<string, float[]>? Best) Load(string path, string task, TrainableNetwork network,
        Optimizer optimizer)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        if (!file.Metadata.TryGetValue(StateEntry, out string? text))
            throw new InvalidDataException($"'{path}' is no checkpoint of a training.");
        TrainingState state = TrainingState.Parse(path, text);
        if (state.Task != task)
            throw new InvalidDataException($"'{path}' is the checkpoint of another training: it says {state.Task}; this one is {task}.");
        network.Load(name => Read(file, Parameter + name, network.Tensors[name]));
        using (no_grad())
        {
            foreach ((string name, Tensor tensor) in optimizer.State)
                TensorCopy.Fill(tensor, Read(file, OptimizerState + name, tensor));
        }

        return (state, file.Tensors.Keys.Any(name => name.StartsWith(Best, StringComparison.Ordinal))
            ? network.Tensors.ToDictionary(entry => entry.Key, entry => Read(file, Best + entry.Key, entry.Value))
            : null);
    }

    private static TensorSource Source(string prefix, KeyValuePair<string, Tensor> tensor) =>
        new(prefix + tensor.Key, SafetensorsDType.F32, tensor.Value.shape, () => TensorCopy.ToArray(tensor.Value));

    private static float[] Read(SafetensorsFile file, string name, Tensor tensor)
    {
        if (!file.Tensors.TryGetValue(name, out SafetensorsTensor? found) || !found.Shape.SequenceEqual(tensor.shape))
            throw new InvalidDataException(
                $"'{file.Name}': the checkpoint has no tensor '{name}' of shape [{string.Join(", ", tensor.shape)}].");
        float[] values = new float[tensor.NumberOfElements];
        file.CopyTo(name, values);
        return values;
    }
}
