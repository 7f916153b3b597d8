using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Networks.Parameters;

/// <summary>The parameters of a network that was read from an ONNX graph, under the names of its steps.</summary>
internal sealed class OnnxParameters(OnnxFile file) : IParameterSource
{
    /// <summary>Layers may share weights, and half precision takes twice its room; a file that names the same weights a thousand times is
    /// refused.</summary>
    private const long MostTimesTheFile = 16, LeastMemory = 1 << 20;

    private long _elements;
    private readonly Dictionary<string, long[]> _shapes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Action<float[]>> _sources = new(StringComparer.Ordinal);

    public string Name => file.Name;

    public IReadOnlyDictionary<string, long[]> Shapes => _shapes;

    public void CopyTo(string name, Span<float> destination)
    {
        float[] values = new float[destination.Length];
        _sources[name](values);
        values.CopyTo(destination);
    }

    internal void Add(string name, OnnxTensor tensor, params long[] shape) => Add(name, values => file.CopyTo(tensor, values), shape);

    internal void AddZeros(string name, long count) => Add(name, _ => { }, count);

    internal void Add(string name, float[] constants) => Add(name, values => constants.CopyTo(values, 0), constants.Length);

    /// <summary>A matrix that the file has with its rows as columns.</summary>
    internal void AddTransposed(string name, OnnxTensor tensor, long rows, long columns) => Add(
        name,
        values =>
        {
            float[] theirs = file.Floats(tensor);
            for (long row = 0; row < rows; row++)
            {
                for (long column = 0; column < columns; column++)
                    values[row * columns + column] = theirs[column * rows + row];
            }
        },
        rows, columns);

    internal void Remove(string name)
    {
        _shapes.Remove(name);
        _sources.Remove(name);
    }

    private void Add(string name, Action<float[]> source, params long[] shape)
    {
        _elements += shape.Aggregate(1L, (product, size) => product * size);
        if (_elements * sizeof(float) > MostTimesTheFile * file.Length + LeastMemory)
            throw new ArgumentException("shares weights with so many others that they would take many times the file's memory");
        _shapes[name] = shape;
        _sources[name] = source;
    }
}
