using System.Numerics.Tensors;
using Microsoft.ML.SppNet.Files;
using Microsoft.ML.SppNet.Networks;
using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Networks.Parameters;
using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet;

/// <content>Loading from and saving to safetensors files.</content>
public sealed partial class SppNetwork
{
    /// <summary>Loads a network from a file of weights: safetensors, or a state dictionary that PyTorch saved, or an ONNX graph. The file's
    /// content says which.</summary>
    /// <remarks>
    /// A file without this library's model card is recognised by names and shapes of its tensors, as torchvision, timm, transformers and
    /// Caffe have them, with prefixes such as <c>module.</c> or <c>backbone.</c>; what had to be assumed is in <see cref="Warnings"/>.
    /// Nothing of a file is ever run. An ONNX file brings its own layers; its taps are its nodes, and <c>conv1</c>, <c>block2</c>,
    /// <c>pool1</c> and the like. One that was exported for one size runs at any.
    /// </remarks>
    /// <param name="path">The file, or a folder with <c>model.safetensors</c> or <c>pytorch_model.bin</c> as model hubs hand them
    /// out.</param>
    /// <returns>The network; the caller disposes it.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is of no known format or damaged, or its tensors are those of no known network; the
    /// message names the network that comes nearest and tells how its tensors differ.</exception>
    public static SppNetwork Load(string path) => Load(path, architecture: null);

    /// <summary>Loads a network from a file of weights, saying what the file does not say of itself.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="architecture">The structure, for a file without a model card; a card that says otherwise is an error.</param>
    /// <param name="preprocessing">What the input went through when the weights were trained; null takes the card's, or the architecture's
    /// usual one.</param>
    /// <returns>The network; the caller disposes it.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">As for <see cref="Load(string)"/>; or the card names another structure.</exception>
    public static SppNetwork Load(string path, NetworkArchitecture? architecture, Preprocessing? preprocessing = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using IWeightFile file = WeightFile.Open(NetworkCatalog.Resolve(path));
        return Load(file, architecture, preprocessing);
    }

    /// <summary>Saves the network with its model card; the old file stays as it is until the new one is complete.</summary>
    /// <param name="path">The file; its folder is made where it is missing.</param>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, Save);
    }

    /// <summary>Writes the network with its model card.</summary>
    /// <param name="stream">Where to; it stays open.</param>
    public void Save(Stream stream) => Save(stream, half: false, Card);

    /// <summary>Writes the network, rounded to float16 where that is asked for, with a model card.</summary>
    internal void Save(Stream stream, bool half, ModelCard card)
    {
        ArgumentNullException.ThrowIfNull(stream);
        // A share for the time of writing: a network disposed meanwhile must not take the memory from under it.
        using NetworkCore.Share writing = Alive.Acquire();
        TensorSource[] tensors = [.. Parameters.Tensors.Select(entry =>
            new TensorSource(entry.Key, Type(entry.Value.Floats(), half), [.. entry.Value.Shape], () => entry.Value.Floats()))];
        SafetensorsWriter.Write(stream, ModelCardMetadata.Write(card, Taps), tensors);
    }

    internal static SppNetwork Load(IWeightFile file, NetworkArchitecture? architecture = null, Preprocessing? preprocessing = null)
    {
        RecognisedWeights weights = WeightRecognition.Of(file, asked: architecture, isPreprocessingSaid: preprocessing is not null);
        ModelCard card = weights.Card;
        if (architecture is not null && card.Architecture != architecture)
            throw new InvalidDataException($"'{file.Name}': its model card says {card.Architecture}, not {architecture}.");
        return Load(weights with { Card = preprocessing is null ? card : card with { Preprocessing = preprocessing } });
    }

    /// <summary>Reads tensors as those of the network that the card describes.</summary>
    internal static SppNetwork Load(RecognisedWeights weights)
    {
        CheckTrust(weights);
        NetworkArchitecture architecture = weights.Card.Architecture;
        ParameterContract contract = ParameterContract.For(architecture, weights.Source.Shapes);
        WeightShapes.Check(weights.Source.Name, architecture.Name, contract.Expected, weights.Source.Shapes);
        SppNetwork network = From(weights.Card, NetworkParameters.Read(contract, weights.Source), weights.Warnings);
        if (weights.Card.Classes is { } classes && network.Taps.Contains(HeadTable.LogitsTap)
            && network.Channels(HeadTable.LogitsTap) != classes.Count)
        {
            int logits = network.Channels(HeadTable.LogitsTap);
            network.Dispose();
            throw new InvalidDataException(
                $"'{weights.Source.Name}': its model card names {classes.Count} classes, and its logits are {logits}.");
        }

        return network;
    }

    /// <summary>F16 where it holds every value exactly, as weights that came in F16 do: half the size, nothing lost. With rounding: where
    /// it holds every value at all.</summary>
    private static SafetensorsDType Type(ReadOnlySpan<float> values, bool round)
    {
        if (round && TensorPrimitives.MaxMagnitude(values) <= (float)Half.MaxValue)
            return SafetensorsDType.F16;
        foreach (float value in values)
        {
            if ((float)(Half)value != value)
                return SafetensorsDType.F32;
        }

        return SafetensorsDType.F16;
    }
}
