using Microsoft.ML.SppNet.Files;
using Microsoft.ML.SppNet.Networks;
using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Networks.Parameters;

namespace Microsoft.ML.SppNet;

/// <content>Leaving .NET as an ONNX graph.</content>
public sealed partial class SppNetwork
{
    /// <summary>
    /// Saves the network as an ONNX graph that makes the features of images: preprocessing, convolutions, pyramid and head in one file, for
    /// any ONNX runtime (ML.NET's <c>ApplyOnnxModel</c> among them). The old file stays as it is until the new one is complete.
    /// </summary>
    /// <remarks>
    /// Input <c>image</c>: float32 [N, 3, H, W], pixels 0 to 255 in RGB order, not preprocessed. Output <c>features</c>: float32 [N, D],
    /// what the extractor gives for images of that size. Operator set 13, format version 7 (ONNX 1.8). The bins of the pyramid are those of
    /// the paper's appendix A at every size: for a free size they are computed in whole numbers when the graph runs. Weights are float32,
    /// batch normalisation folded in. <see cref="Load(string)"/> reads the file back.
    /// </remarks>
    /// <param name="path">The file; its folder is made where it is missing.</param>
    /// <param name="options">Taps, levels, size, normalisation.</param>
    /// <exception cref="ArgumentException">The network lacks a tap, or cannot read images of that size; or a tap needs one size and none is
    /// said.</exception>
    public void SaveOnnx(string path, OnnxExportOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, stream => SaveOnnx(stream, options));
    }

    internal void SaveOnnx(Stream stream, OnnxExportOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Problem is { } problem)
            throw new ArgumentException(problem, nameof(options));
        var pyramid = new SpatialPyramid(options.Levels);
        NetworkCore core = Alive;
        using NetworkCore.Share writing = core.Acquire();
        int?[] maps = [.. options.Taps.Select(FindMap)];
        CheckSize(core, options, maps);
        int length = options.Taps.Zip(maps).Sum(tap => tap.Second is null ? Channels(tap.First) : pyramid.Dimension(Channels(tap.First)));
        new OnnxExport(core, options, maps, length).Write(stream, ModelCardMetadata.Write(Card, Taps));
    }

    private static void CheckSize(NetworkCore core, OnnxExportOptions options, int?[] maps)
    {
        TrunkProgram program = core.Parameters.Program;
        bool head = maps.Contains(null);
        if (options is not { Height: { } height, Width: { } width })
        {
            if (head && core.Head.Input is PoolInput)
                throw new ArgumentException(
                    $"The fully connected layers of {core.Card.Architecture.Name} read one size of image only: say which.",
                    nameof(options));
            return;
        }

        var image = new Sides(height, width);
        for (int index = 0; index < maps.Length; index++)
        {
            int value = maps[index] ?? program.Output;
            if (program.SizeOf(value, image).IsEmpty)
                throw TooSmall(program, options.Taps[index], value, image);
            if (program.SizeProblem(value, image) is { } problem)
                throw new ArgumentException(problem, nameof(options));
        }

        Sides map = program.SizeOf(program.Output, image);
        if (head && core.Head.InputProblem(map.Height, map.Width) is { } refusal)
            throw new ArgumentException($"The network {core.Card.Architecture.Name} {refusal}.", nameof(options));
    }
}
