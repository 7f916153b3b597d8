using Microsoft.ML.Runtime;

namespace Microsoft.ML.SppNet.Interop;

/// <summary>How a transformer is read from a model.zip.</summary>
/// <typeparam name="TTransformer">The transformer.</typeparam>
internal interface IModelFormat<TTransformer>
    where TTransformer : class
{
    static abstract ModelFormatId Id { get; }

    /// <exception cref="InvalidDataException">The model is damaged.</exception>
    static abstract TTransformer Read(IHostEnvironment environment, ModelReader model);
}

/// <summary>A format of a transformer inside a model.</summary>
/// <param name="Signature">Its eight letters.</param>
/// <param name="Version">Models of another one are refused in words.</param>
/// <param name="Loader">The name by which ML.NET finds what loads it.</param>
internal sealed record ModelFormatId(string Signature, uint Version, string Loader)
{
    /// <summary>With the assembly's name alone: a model outlives the version of the assembly that wrote it.</summary>
    internal VersionInfo ToVersionInfo() => new(
        Signature, Version, Version, Version, loaderSignature: Loader, loaderAssemblyName: typeof(ModelFormatId).Assembly.GetName().Name);
}
