using System.Collections.Concurrent;
using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Networks.Parameters;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>
/// The weights of a trunk's convolutions in the forms in which the kernels read them. Each is made when it is first needed and serves maps
/// of every size. Making it is tried again after a failure: memory that is short now may not be later.
/// </summary>
internal sealed class ConvolutionWeights(NetworkParameters parameters) : IDisposable
{
    private readonly ConcurrentDictionary<(string Name, Type Form, ConvolutionShape Shape), Lazy<IDisposable>> _forms = [];

    internal PackedFilters Packed(ConvStep step) =>
        Form(step, ConvolutionShape.Of(step).Merged(), (shape, weights, bias) => new PackedFilters(shape, weights, bias));

    internal WinogradFilters Winograd(ConvStep step) =>
        Form(step, ConvolutionShape.Of(step).Merged(),
            (shape, weights, bias) => new WinogradFilters(new WinogradShape(shape), weights, bias));

    internal DepthwiseFilters Depthwise(ConvStep step) =>
        Form(step, ConvolutionShape.Of(step), (shape, weights, bias) => new DepthwiseFilters(shape, weights, bias));

    /// <summary>A scale and a shift are a depthwise convolution of one cell.</summary>
    internal DepthwiseFilters Depthwise(AffineStep step) => Get(
        step.Name, new ConvolutionShape(step.Channels, step.Channels, 1, 1, 1, step.Channels),
        shape => new DepthwiseFilters(shape, parameters.Tensors[step.ScaleName].Floats(), parameters.Tensors[step.ShiftName].Floats()));

    public void Dispose()
    {
        foreach (Lazy<IDisposable> form in _forms.Values.Where(form => form.IsValueCreated))
            form.Value.Dispose();
    }

    private T Form<T>(ConvStep step, ConvolutionShape shape, Make<T> make)
        where T : class, IDisposable => Get(step.Name, shape, wanted =>
    {
        ReadOnlySpan<float> weights = parameters.Tensors[step.WeightName].Floats(), bias = parameters.Tensors[step.BiasName].Floats();
        ConvolutionShape own = ConvolutionShape.Of(step);
        return make(wanted, own.Groups == wanted.Groups ? weights : own.Merge(wanted, weights), bias);
    });

    private T Get<T>(string name, ConvolutionShape shape, Func<ConvolutionShape, T> make)
        where T : class, IDisposable =>
        (T)_forms.GetOrAdd((name, typeof(T), shape),
            key => new Lazy<IDisposable>(() => make(key.Shape), LazyThreadSafetyMode.PublicationOnly)).Value;

    private delegate T Make<out T>(ConvolutionShape shape, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias);
}
