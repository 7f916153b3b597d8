using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Networks.Parameters;
using Microsoft.ML.SppNet.Numerics;
using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Networks;

/// <summary>Writes a network with all that stands before and after it as one ONNX graph: pixels in, features out.</summary>
internal sealed class OnnxExport
{
    private readonly OnnxWriter _writer = new();
    private readonly NetworkCore _core;
    private readonly OnnxExportOptions _options;
    private readonly int?[] _maps;
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);

    /// <param name="core">The network.</param>
    /// <param name="options">What is written.</param>
    /// <param name="maps">The value of each tap of the options; null for a vector of the head.</param>
    /// <param name="length">Length of the output.</param>
    /// <exception cref="ArgumentException">The network cannot read images of the size asked for, or none of any size; or a step cannot be
    /// said in ONNX.</exception>
    internal OnnxExport(NetworkCore core, OnnxExportOptions options, int?[] maps, int length)
    {
        (_core, _options, _maps, Length) = (core, options, maps, length);
        TrunkProgram program = core.Parameters.Program;
        int[] values = [.. maps.Select(map => map ?? program.Output)];
        bool[] needed = OnnxTrunkWriter.Needed(program, values);
        Sides[]? sizes = options is { Height: { } height, Width: { } width }
            ? program.Sizes(program.Output, new Sides(height, width))
            : null;
        AddWeights(program, needed);
        var trunk = new OnnxTrunkWriter(_writer, program, sizes);
        trunk.Write(Preprocessed(core.Card.Preprocessing), needed);
        string vector = OnnxHeadWriter.Joined(_writer, "taps", Vectors(trunk, sizes));
        _writer.End(options.Normalize ? Normalized(vector) : vector);
    }

    internal int Length { get; }

    /// <summary>Writes the file.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="metadata">The network's card, which is left out where the graph has not the whole trunk.</param>
    internal void Write(Stream stream, Dictionary<string, string> metadata)
    {
        var shapes = _written.ToDictionary(name => name, name => _core.Parameters.Tensors[name].Shape.ToArray());
        bool whole = ParameterContract.For(_core.Card.Architecture, shapes).Expected.Keys.All(_written.Contains);
        Dictionary<string, string> texts = whole ? metadata : metadata.Where(entry => entry.Key is "source" or "licence").ToDictionary();
        if (whole)
            texts[OnnxFile.GraphDigest] = _writer.GraphDigest();
        string[] image = ["N", "3", .. Side(_options.Height, "H"), .. Side(_options.Width, "W")];
        _writer.Write(stream, image, ["N", Length.ToString(CultureInfo.InvariantCulture)], texts);

        static string[] Side(int? pixels, string free) => [pixels?.ToString(CultureInfo.InvariantCulture) ?? free];
    }

    private void AddWeights(TrunkProgram program, bool[] needed)
    {
        foreach (Step step in program.Steps.Where((_, index) => needed[index + 1]))
        {
            if (step is ConvStep conv)
                AddWeights([conv.WeightName, conv.BiasName]);
            else if (step is AffineStep affine)
                AddWeights([affine.ScaleName, affine.ShiftName], [affine.Channels, 1, 1]);
        }

        if (HeadTaps.Length > 0)
            AddWeights([.. _core.Head.UpTo(HeadTaps).SelectMany(linear => new[] { linear.Name + ".weight", linear.Name + ".bias" })]);
    }

    private void AddWeights(IEnumerable<string> names, long[]? shape = null)
    {
        foreach (string name in names)
        {
            NativeTensor tensor = _core.Parameters.Tensors[name];
            _writer.Weights(name, shape ?? [.. tensor.Shape], stream => stream.Write(MemoryMarshal.AsBytes(tensor.Floats())));
            _written.Add(name);
        }
    }

    private string[] HeadTaps => [.. _options.Taps.Where((_, index) => _maps[index] is null).Distinct()];

    private string[] Vectors(OnnxTrunkWriter trunk, Sides[]? sizes)
    {
        int output = _core.Parameters.Program.Output;
        Dictionary<string, string> head = HeadTaps.Length > 0
            ? OnnxHeadWriter.Write(_writer, _core.Head, trunk[output], sizes?[output], HeadTaps)
            : [];
        return
        [
            .. _options.Taps.SelectMany((tap, index) => _maps[index] is { } map
                ? _options.Levels.Select(new OnnxBins(_writer, trunk[map], sizes?[map]).Largest)
                : [head[tap]]),
        ];
    }

    private string Preprocessed(Preprocessing preprocessing)
    {
        string image = OnnxWriter.Input;
        if (preprocessing.Channels == ChannelOrder.Bgr)
            image = _writer.Node("Gather", "bgr", [image, _writer.Constant(2, 1, 0)], new OnnxAttribute("axis") { Number = 1 });
        if (preprocessing.Mean.Any(mean => mean != 0))
            image = _writer.Node("Sub", "centred", [image, _writer.PerChannel(preprocessing.Mean)]);
        if (preprocessing.StandardDeviation.Any(deviation => deviation != 1))
            image = _writer.Node("Div", "scaled", [image, _writer.PerChannel(preprocessing.StandardDeviation)]);
        return image;
    }

    /// <summary>A vector of zeros stays one.</summary>
    private string Normalized(string vector)
    {
        const float smallest = 1e-30f;
        string length = _writer.Node("ReduceL2", "length", [vector], new OnnxAttribute("axes") { Numbers = [1] },
            new OnnxAttribute("keepdims") { Number = 1 });
        return _writer.Node("Div", "normalized", [vector, _writer.Node("Max", "divisor", [length, _writer.Constant(smallest)])]);
    }
}
