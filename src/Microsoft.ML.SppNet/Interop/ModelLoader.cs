using Microsoft.ML.Runtime;

namespace Microsoft.ML.SppNet.Interop;

/// <summary>
/// Says to ML.NET which transformer a name in a model stands for. It finds the assembly by the name in the model and this attribute in it,
/// so a fresh process needs nothing but the package and <c>mlContext.Model.Load</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class ModelLoaderAttribute<TTransformer, TFormat>(string userName, string loader)
    : LoadableClassAttributeBase(null, typeof(TTransformer), typeof(ModelLoader<TTransformer, TFormat>), null, [typeof(SignatureLoadModel)],
        userName, loader)
    where TTransformer : class
    where TFormat : IModelFormat<TTransformer>;

/// <summary>What ML.NET calls to load a transformer.</summary>
internal static class ModelLoader<TTransformer, TFormat>
    where TTransformer : class
    where TFormat : IModelFormat<TTransformer>
{
    // ML.NET finds it by this name, these parameters and this result (ComponentCatalog.FindCreateMethod in dotnet/machinelearning).
    internal static TTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => TFormat.Read(env, new ModelReader(ctx, TFormat.Id));
}
