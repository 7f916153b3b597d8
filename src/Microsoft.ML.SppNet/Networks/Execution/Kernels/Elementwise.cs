using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>What is done to two maps, element by element.</summary>
internal enum ElementOperation
{
    /// <summary>The first alone.</summary>
    First,

    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>Their product.</summary>
    Product,
}

/// <summary>A sum or product of two maps, or one alone, then an activation. A second map of 1 × 1 cells counts for all cells of the
/// first.</summary>
internal sealed unsafe class Elementwise(
    ElementOperation operation, MapLayout first, MapLayout second, Activation activation, MapLayout target) : Phase
{
    private const int Lanes = 8;

    private readonly ElementMath _activation = new(activation);

    internal override int Tasks => target.Images * target.Height;

    internal override void Prepare(float* memory) => target.ClearMargin(memory);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override void Run(float* memory, float* scratch, int task)
    {
        (int image, int row) = Math.DivRem(task, target.Height);
        bool gate = second.Height == 1 && second.Width == 1;
        float* x = memory + first.Cell(image, row, 0), y = memory + second.Cell(image, gate ? 0 : row, 0), to =
            memory + target.Cell(image, row, 0);
        long step = gate ? 0 : second.CellStride;
        switch (operation)
        {
            case ElementOperation.Sum:
                Run<Sum>(x, y, step, to);
                break;
            case ElementOperation.Product:
                Run<Product>(x, y, step, to);
                break;
            default:
                Run<First>(x, y, step, to);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Run<T>(float* x, float* y, long step, float* to)
        where T : struct, IOperation
    {
        for (int column = 0; column < target.Width; column++, x += first.CellStride, y += step, to += target.CellStride)
        {
            for (int channel = 0; channel < target.Channels; channel += Lanes)
                _activation.Apply(T.Of(Vector256.Load(x + channel), Vector256.Load(y + channel))).Store(to + channel);
        }
    }

    private interface IOperation
    {
        static abstract Vector256<float> Of(Vector256<float> x, Vector256<float> y);
    }

    private readonly struct First : IOperation
    {
        public static Vector256<float> Of(Vector256<float> x, Vector256<float> y) => x;
    }

    private readonly struct Sum : IOperation
    {
        public static Vector256<float> Of(Vector256<float> x, Vector256<float> y) => x + y;
    }

    private readonly struct Product : IOperation
    {
        public static Vector256<float> Of(Vector256<float> x, Vector256<float> y) => x * y;
    }
}
