using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Microsoft.ML.SppNet.Networks.Architecture;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>Bounds of a result; −∞ and ∞ where it has none.</summary>
internal readonly record struct Bounds(float Least, float Most)
{
    internal static Bounds None { get; } = new(float.NegativeInfinity, float.PositiveInfinity);
}

/// <summary>
/// An activation on eight floats at a time. What is a bound alone, as ReLU is, the innermost loops do themselves; the others are applied to
/// their results while those are near.
/// </summary>
internal readonly unsafe struct ElementMath
{
    private const int Lanes = 8;

    private readonly ActivationKind _kind;
    private readonly float _a, _b;

    internal ElementMath(Activation activation)
    {
        (_kind, _a, _b) = (activation.Kind, activation.A, activation.B);
        IsBound = activation.Kind == ActivationKind.Clip;
        Bounds = IsBound ? new Bounds(activation.A, activation.B) : Bounds.None;
    }

    /// <summary>Whether <see cref="Bounds"/> are all there is to it.</summary>
    internal bool IsBound { get; }

    internal Bounds Bounds { get; }

    /// <summary>The activation of sixteen floats at each of so many places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Apply(float* memory, long* rows, int count)
    {
        for (int row = 0; row < count; row++)
        {
            float* at = memory + rows[row];
            Apply(Vector256.Load(at)).Store(at);
            Apply(Vector256.Load(at + Lanes)).Store(at + Lanes);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Vector256<float> Apply(Vector256<float> x) => _kind switch
    {
        ActivationKind.Clip => Bound(x, Vector256.Create(_a), Vector256.Create(_b)),
        ActivationKind.LeakyRelu =>
            Vector256.ConditionalSelect(Vector256.GreaterThan(x, Vector256<float>.Zero), x, x * Vector256.Create(_a)),
        ActivationKind.Silu => x / OnePlusExpOfMinus(x),
        ActivationKind.Sigmoid => Vector256<float>.One / OnePlusExpOfMinus(x),
        ActivationKind.HardSigmoid =>
            Bound(Fma.MultiplyAdd(x, Vector256.Create(_a), Vector256.Create(_b)), Vector256<float>.Zero, Vector256<float>.One),
        _ => x * Bound(Fma.MultiplyAdd(x, Vector256.Create(1f / 6), Vector256.Create(0.5f)), Vector256<float>.Zero, Vector256<float>.One),
    };

    /// <summary>In this order: the instructions give their second operand where either is not a number, and that must not turn into a
    /// bound.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> Bound(Vector256<float> x, Vector256<float> least, Vector256<float> most) =>
        Vector256.MinNative(most, Vector256.MaxNative(least, x));

    /// <summary>1 + e^−x. The power by its nearest power of two and a polynomial of degree 7 for the rest, at most ½ ln 2 (Cephes' expf;
    /// two units in the last place).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> OnePlusExpOfMinus(Vector256<float> x)
    {
        // Beyond these the power would leave the normal numbers; sums with 1 do not tell the difference.
        Vector256<float> power = Bound(-x, Vector256.Create(-87f), Vector256.Create(88f));
        Vector256<float> whole = Avx.RoundToNearestInteger(power * Vector256.Create(1.44269504f));
        Vector256<float> rest = Fma.MultiplyAddNegated(whole, Vector256.Create(0.693359375f), power);
        rest = Fma.MultiplyAddNegated(whole, Vector256.Create(-2.12194440e-4f), rest);
        Vector256<float> sum = Fma.MultiplyAdd(Vector256.Create(1.9875691500e-4f), rest, Vector256.Create(1.3981999507e-3f));
        sum = Fma.MultiplyAdd(sum, rest, Vector256.Create(8.3334519073e-3f));
        sum = Fma.MultiplyAdd(sum, rest, Vector256.Create(4.1665795894e-2f));
        sum = Fma.MultiplyAdd(sum, rest, Vector256.Create(1.6666665459e-1f));
        sum = Fma.MultiplyAdd(sum, rest, Vector256.Create(5.0000001201e-1f));
        sum = Fma.MultiplyAdd(sum, rest * rest, rest + Vector256<float>.One);
        Vector256<int> exponent = Avx.ConvertToVector256Int32(whole) + Vector256.Create(127);
        return Fma.MultiplyAdd(sum, Vector256.ShiftLeft(exponent, 23).AsSingle(), Vector256<float>.One);
    }
}
