using System.Numerics.Tensors;
using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Numerics;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>The way back through steps that treat a cell by itself: what each makes of a signal is added to the signal before it. All maps
/// are 1 × H × W × C.</summary>
internal static class ElementsBackward
{
    /// <summary>Through an activation.</summary>
    internal static void AddActivation(Activation activation, BackwardRule rule, NativeTensor input, NativeTensor signal,
        NativeTensor target)
    {
        Span<float> from = signal.Floats(), before = input.Floats(), to = target.Floats();
        for (int index = 0; index < from.Length; index++)
        {
            float passing = rule == BackwardRule.Gradient ? from[index] : Math.Max(from[index], 0);
            to[index] += rule == BackwardRule.Deconvnet ? passing : passing * activation.Derivative(before[index]);
        }
    }

    /// <summary>Through a scale per channel.</summary>
    internal static void AddScaled(NativeTensor signal, ReadOnlySpan<float> scales, NativeTensor target)
    {
        for (int start = 0; start < target.Count; start += scales.Length)
        {
            Span<float> cell = target.Floats().Slice(start, scales.Length);
            TensorPrimitives.MultiplyAdd(signal.Floats().Slice(start, scales.Length), scales, cell, cell);
        }
    }

    /// <summary>To the map of a product with a gate, of 1 × 1 cells or of the map's size.</summary>
    internal static void AddProduct(NativeTensor signal, NativeTensor gate, NativeTensor target)
    {
        if (gate.Count == gate.Shape[^1])
            AddScaled(signal, gate.Floats(), target);
        else
            TensorPrimitives.MultiplyAdd(signal.Floats(), (ReadOnlySpan<float>)gate.Floats(), target.Floats(), target.Floats());
    }

    /// <summary>To the gate of a product with a map.</summary>
    internal static void AddGate(NativeTensor signal, NativeTensor map, NativeTensor target)
    {
        int length = (int)target.Count;
        Span<float> to = target.Floats();
        for (int start = 0; start < signal.Count; start += length)
            TensorPrimitives.MultiplyAdd(signal.Floats().Slice(start, length), (ReadOnlySpan<float>)map.Floats().Slice(start, length), to,
                to);
    }

    /// <summary>Through the mean over all cells.</summary>
    internal static void AddMean(NativeTensor signal, NativeTensor target)
    {
        int channels = (int)signal.Count;
        float share = (float)channels / target.Count;
        for (int start = 0; start < target.Count; start += channels)
        {
            Span<float> cell = target.Floats().Slice(start, channels);
            TensorPrimitives.MultiplyAdd(signal.Floats(), share, cell, cell);
        }
    }

    /// <summary>To the maps whose channels were joined.</summary>
    internal static void AddParts(NativeTensor signal, IReadOnlyList<NativeTensor> targets)
    {
        int channels = (int)signal.Shape[^1], first = 0;
        foreach (NativeTensor target in targets)
        {
            int own = (int)target.Shape[^1];
            for (int cell = 0; cell < signal.Count / channels; cell++)
            {
                Span<float> to = target.Floats().Slice(cell * own, own);
                TensorPrimitives.Add(to, signal.Floats().Slice(cell * channels + first, own), to);
            }

            first += own;
        }
    }
}
