using System.Collections.Concurrent;
using Microsoft.ML.SppNet.Networks.Architecture;
using Microsoft.ML.SppNet.Networks.Parameters;

namespace Microsoft.ML.SppNet.Networks.Execution;

/// <summary>
/// The weights of a trunk's convolutions in the forms in which the kernels read them. Each is made when it is first needed and serves maps of every size. Making it is
/// tried again after a failure: memory that is short now may not be later.
/// </summary>
internal sealed class ConvolutionWeights(NetworkParameters parameters) : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<PackedFilters>> _packed = [];
    private readonly ConcurrentDictionary<string, Lazy<WinogradFilters>> _winograd = [];

    internal static ConvolutionShape ShapeOf(ConvStep step) => new(step.InChannels, step.Filters, step.Window.Size.Height, step.Window.Stride.Height, step.Window.Pads.Top, step.Groups);

    internal PackedFilters Packed(ConvStep step) => _packed.GetOrAdd(step.Name, _ => new Lazy<PackedFilters>(() =>
        new PackedFilters(ShapeOf(step), parameters.Tensors[step.WeightName].Floats(), parameters.Tensors[step.BiasName].Floats()), LazyThreadSafetyMode.PublicationOnly)).Value;

    internal WinogradFilters Winograd(ConvStep step) => _winograd.GetOrAdd(step.Name, _ => new Lazy<WinogradFilters>(() =>
        new WinogradFilters(new WinogradShape(ShapeOf(step)), parameters.Tensors[step.WeightName].Floats(), parameters.Tensors[step.BiasName].Floats()), LazyThreadSafetyMode.PublicationOnly)).Value;

    public void Dispose()
    {
        foreach (Lazy<PackedFilters> filters in _packed.Values.Where(filters => filters.IsValueCreated))
            filters.Value.Dispose();
        foreach (Lazy<WinogradFilters> filters in _winograd.Values.Where(filters => filters.IsValueCreated))
            filters.Value.Dispose();
    }
}
