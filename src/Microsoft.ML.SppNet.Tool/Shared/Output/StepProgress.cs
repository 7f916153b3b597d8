namespace Microsoft.ML.SppNet.Tool;

/// <summary>Hands each report on at once and in order, which <see cref="Progress{T}"/> does not.</summary>
internal sealed class StepProgress<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
