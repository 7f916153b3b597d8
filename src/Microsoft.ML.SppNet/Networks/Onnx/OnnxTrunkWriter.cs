using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Networks;

/// <summary>Writes the steps of a trunk as nodes. The node that ends a step has the name of its tap, or else of its layer.</summary>
/// <param name="writer">Takes the nodes.</param>
/// <param name="program">The steps.</param>
/// <param name="sizes">Size of each value; null where they differ from run to run.</param>
internal sealed class OnnxTrunkWriter(OnnxWriter writer, TrunkProgram program, Sides[]? sizes)
{
    private readonly string[] _values = new string[program.Steps.Count + 1];

    internal string this[int value] => _values[value];

    /// <summary>The steps that lead to some values.</summary>
    internal static bool[] Needed(TrunkProgram program, IEnumerable<int> values)
    {
        bool[] needed = new bool[program.Steps.Count + 1];
        foreach (int value in values)
            needed[value] = true;
        for (int value = program.Steps.Count; value > 0; value--)
        {
            foreach (int input in needed[value] ? program.Steps[value - 1].Inputs : [])
                needed[input] = true;
        }

        return needed;
    }

    /// <exception cref="ArgumentException">A step cannot be said in ONNX; the message names it.</exception>
    internal void Write(string image, bool[] needed)
    {
        _values[0] = image;
        for (int value = 1; value < _values.Length; value++)
        {
            if (!needed[value])
                continue;
            Step step = program.Steps[value - 1];
            string name = program.Taps.FirstOrDefault(tap => tap.Value == value).Key ?? NameOf(step);
            try
            {
                _values[value] = Written(step, name);
            }
            catch (ArgumentException exception)
            {
                throw new ArgumentException($"'{name}' cannot be written as ONNX: it {exception.Message}.", exception);
            }
        }
    }

    private static string NameOf(Step step) => step switch
    {
        ConvStep conv => conv.Name,
        AffineStep affine => affine.Name,
        _ => step.GetType().Name.Replace("Step", "", StringComparison.Ordinal).ToLowerInvariant(),
    };

    private string Written(Step step, string name)
    {
        string input = _values[step.Input];
        switch (step)
        {
            case ConvStep conv:
                return Convolution(conv, input, name);
            case PoolStep pool:
                return Pool(pool, input, name);
            case GlobalPoolStep:
                return writer.Node("GlobalAveragePool", name, [input]);
            case NormalizeStep { Kind.Kind: NormalizationKind.AcrossChannel } normalize:
                return Across(normalize.Kind, input, name);
            case NormalizeStep normalize:
                return Within(normalize.Kind, input, name);
            case ConcatStep concat:
                return writer.Node("Concat", name, concat.Parts.Select(part => _values[part]), new OnnxAttribute("axis") { Number = 1 });
            case AddStep add:
                return Activated(add.Activation, name, last => writer.Node("Add", last, [input, _values[add.Second]]));
            case MultiplyStep multiply:
                return writer.Node("Mul", name, [input, _values[multiply.Gate]]);
            case AffineStep affine:
                return Activated(affine.Activation, name, last => writer.Node(
                    "Add", last, [writer.Node("Mul", name + "/scale", [input, affine.ScaleName]), affine.ShiftName]));
            case ActivationStep activation:
                return OnnxActivations.Add(writer, activation.Activation, input, name);
            default:
                throw new ArgumentException($"is {step}, for which there are no operations");
        }
    }

    private string Convolution(ConvStep conv, string input, string name)
    {
        return Activated(conv.Activation, name, last => conv.Residual is { } residual
            ? writer.Node("Add", last, [Convolved(name + "/conv"), _values[residual]])
            : Convolved(last));

        string Convolved(string title) => writer.Node(
            "Conv", title, [input, conv.WeightName, conv.BiasName],
            [.. OnnxWindowAttributes.Of(conv.Window, SizeOf(conv.Input)), new OnnxAttribute("group") { Number = conv.Groups }]);
    }

    private string Activated(Activation activation, string name, Func<string, string> before) => activation == Activation.None
        ? before(name)
        : OnnxActivations.Add(writer, activation, before(name + "/sum"), name);

    private string Pool(PoolStep pool, string input, string name)
    {
        Window window = pool.Window;
        if (pool.Kind != PoolKind.Max && window.Dilation != 1)
            throw new ArgumentException("averages over windows with gaps");
        bool padFirst = pool.Kind == PoolKind.AverageWithPadding && window.Ceil && window.Pads != 0;
        if (padFirst)
        {
            // Runtimes differ in whether such a mean counts what lies behind the padding: here the padding is part of the map.
            Pads pads = window.Pads;
            input = writer.Node("Pad", name + "/pad", [input, writer.Constant(0, 0, pads.Top, pads.Left, 0, 0, pads.Bottom, pads.Right)]);
            window = window with { Pads = 0 };
        }

        Sides? size = SizeOf(pool.Input);
        if (padFirst && size is { } cells)
            size = new Sides(cells.Height + pool.Window.Pads.Top + pool.Window.Pads.Bottom, cells.Width + pool.Window.Pads.Left
                + pool.Window.Pads.Right);
        IEnumerable<OnnxAttribute> attributes = OnnxWindowAttributes.Of(window, size);
        return pool.Kind == PoolKind.Max
            ? writer.Node("MaxPool", name, [input], [.. attributes])
            : writer.Node(
                "AveragePool", name, [input],
                [.. attributes,
                    new OnnxAttribute("count_include_pad") { Number = pool.Kind == PoolKind.AverageWithPadding && !padFirst ? 1 : 0 }]);
    }

    private string Across(LocalNormalization kind, string input, string name) => writer.Node(
        "LRN", name, [input],
        new OnnxAttribute("size") { Number = kind.Size },
        new OnnxAttribute("alpha") { Single = (float)kind.Alpha },
        new OnnxAttribute("beta") { Single = (float)kind.Beta },
        new OnnxAttribute("bias") { Single = (float)kind.K });

    /// <summary>x · (k + α/n² · Σ x²)^−β: a mean of squares that counts the zeros around the map.</summary>
    private string Within(LocalNormalization kind, string input, string name)
    {
        var window = new Window(kind.Size, 1, kind.Size / 2);
        string squares = writer.Node("Mul", name + "/squares", [input, input]);
        string mean = writer.Node(
            "AveragePool", name + "/mean", [squares],
            [.. OnnxWindowAttributes.Of(window, null), new OnnxAttribute("count_include_pad") { Number = 1 }]);
        string scaled = writer.Node("Mul", name + "/alpha", [mean, writer.Constant((float)kind.Alpha)]);
        string sum = writer.Node("Add", name + "/k", [scaled, writer.Constant((float)kind.K)]);
        string power = writer.Node("Pow", name + "/beta", [sum, writer.Constant(-(float)kind.Beta)]);
        return writer.Node("Mul", name, [input, power]);
    }

    private Sides? SizeOf(int value) => sizes?[value];
}
