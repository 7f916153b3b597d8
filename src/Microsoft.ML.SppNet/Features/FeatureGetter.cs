using Microsoft.ML.Data;

namespace Microsoft.ML.SppNet.Features;

/// <summary>Getters of feature columns.</summary>
internal static class FeatureGetter
{
    /// <summary>Copies the row's vector into the caller's buffer, as ML.NET's getters do: the caller may keep and change it.</summary>
    /// <exception cref="InvalidOperationException">The column is asked for as another type.</exception>
    internal static ValueGetter<TValue> For<TValue>(string column, Func<float[]> vector)
    {
        ValueGetter<VBuffer<float>> getter = (ref VBuffer<float> destination) =>
        {
            float[] values = vector();
            VBufferEditor<float> editor = VBufferEditor.Create(ref destination, values.Length);
            values.CopyTo(editor.Values);
            destination = editor.Commit();
        };
        return getter as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"Column '{column}' holds {typeof(VBuffer<float>)}, not {typeof(TValue)}.");
    }
}
