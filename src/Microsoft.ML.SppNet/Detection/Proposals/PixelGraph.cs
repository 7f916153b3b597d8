namespace Microsoft.ML.SppNet.Detection;

/// <summary>
/// The graph that Felzenszwalb and Huttenlocher segment (2004, section 5): every pixel is joined to its eight neighbours, and the weight
/// of an edge is the Euclidean distance of the colours. Edges are in rising order of weight.
/// </summary>
internal sealed class PixelGraph
{
    /// <summary>
    /// Weights are kept in steps of 1/128 grey level: fine enough for their order, and sorted by counting. The largest is √3 · 255.
    /// </summary>
    private const float StepsPerLevel = 128;

    private const ushort NoEdge = ushort.MaxValue;
    private const int Directions = 4;

    private readonly int[] _edges;
    private readonly int[] _firstOfStep;
    private readonly int[] _offsets;

    private PixelGraph(int width, int height, ushort[] steps)
    {
        (Width, Height, _offsets) = (width, height, Offsets(width));
        _firstOfStep = new int[NoEdge + 1];
        foreach (ushort step in steps)
        {
            if (step != NoEdge)
                _firstOfStep[step + 1]++;
        }

        for (int step = 0; step < NoEdge; step++)
            _firstOfStep[step + 1] += _firstOfStep[step];
        int[] next = [.. _firstOfStep];
        _edges = new int[_firstOfStep[NoEdge]];
        for (int edge = 0; edge < steps.Length; edge++)
        {
            if (steps[edge] != NoEdge)
                _edges[next[steps[edge]]++] = edge;
        }
    }

    internal int Width { get; }

    internal int Height { get; }

    internal int Pixels => Width * Height;

    /// <summary>The number of different weights that there may be.</summary>
    internal static int Steps => NoEdge;

    internal static PixelGraph Of(ColorPlanes colors)
    {
        int width = colors.Width, height = colors.Height;
        int[] offsets = Offsets(width);
        ushort[] steps = new ushort[width * height * Directions];
        Array.Fill(steps, NoEdge);
        for (int y = 0; y < height; y++)
        {
            for (int direction = 0; direction < Directions; direction++)
            {
                if (direction > 0 && y == height - 1)
                    continue;
                int first = direction == 3 ? 1 : 0, end = direction is 0 or 2 ? width - 1 : width;
                for (int pixel = y * width + first; pixel < y * width + end; pixel++)
                    steps[pixel * Directions + direction] = Step(colors.Planes, pixel, pixel + offsets[direction]);
            }
        }

        return new PixelGraph(width, height, steps);
    }

    /// <summary>The weight of the edges of a step.</summary>
    internal static float Weight(int step) => step / StepsPerLevel;

    /// <summary>The edges of one weight, in order of their first pixels.</summary>
    internal ReadOnlySpan<int> EdgesOf(int step) => _edges.AsSpan(_firstOfStep[step].._firstOfStep[step + 1]);

    /// <summary>The pixels that an edge joins.</summary>
    internal (int First, int Second) Ends(int edge)
    {
        int pixel = edge / Directions;
        return (pixel, pixel + _offsets[edge % Directions]);
    }

    /// <summary>Right, below, right below, left below: with their opposites all eight.</summary>
    private static int[] Offsets(int width) => [1, width, width + 1, width - 1];

    private static ushort Step(float[][] planes, int first, int second)
    {
        float sum = 0;
        foreach (float[] plane in planes)
        {
            float difference = plane[first] - plane[second];
            sum += difference * difference;
        }

        return (ushort)(MathF.Sqrt(sum) * StepsPerLevel);
    }
}
