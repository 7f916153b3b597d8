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
        return As<TValue>(column, getter, typeof(VBuffer<float>));
    }

    /// <summary>The row's flag.</summary>
    /// <exception cref="InvalidOperationException">The column is asked for as another type.</exception>
    internal static ValueGetter<TValue> ForFlag<TValue>(string column, Func<bool> flag)
    {
        ValueGetter<bool> getter = (ref bool destination) => destination = flag();
        return As<TValue>(column, getter, typeof(bool));
    }

    private static ValueGetter<TValue> As<TValue>(string column, Delegate getter, Type held) => getter as ValueGetter<TValue>
        ?? throw new InvalidOperationException($"Column '{column}' holds {held}, not {typeof(TValue)}.");
}
