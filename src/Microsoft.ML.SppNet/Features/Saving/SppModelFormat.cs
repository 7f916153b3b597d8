using Microsoft.ML.Runtime;
using Microsoft.ML.SppNet;
using Microsoft.ML.SppNet.Features;
using Microsoft.ML.SppNet.Interop;
using Microsoft.ML.SppNet.Weights;

[assembly: ModelLoader<SppFeatureTransformer, SppModelFormat>("SPP features", SppModelFormat.LoaderSignature)]

namespace Microsoft.ML.SppNet.Features;

/// <summary>The transformer inside a model.zip: options, columns and the whole network.</summary>
internal sealed class SppModelFormat : IModelFormat<SppFeatureTransformer>
{
    internal const string LoaderSignature = "SppFeatures";
    private const string NetworkFile = "Network.safetensors";

    private SppModelFormat()
    {
    }

    /// <summary>A model written by a later release says so in its version, and is refused in words.</summary>
    public static ModelFormatId Id { get; } = new("SPPFEATR", 0x00010003, LoaderSignature);

    public static SppFeatureTransformer Read(IHostEnvironment environment, ModelReader model)
    {
        string input = model.Text();
        (SppFeatureOptions options, SppFeatureColumn[] columns) = SppOptionsFormat.Read(model.Values);
        return model.File(NetworkFile, stream =>
        {
            using SafetensorsFile file = SafetensorsFile.Read(stream, $"{NetworkFile} of the model");
            using SppNetwork network = SppNetwork.Load(file);
            return new SppFeatureTransformer(environment, input, network, options, columns);
        });
    }

    internal static void Save(SppFeatureTransformer transformer, ModelSaveContext context)
    {
        var model = new ModelWriter(context, Id);
        model.Text(transformer.InputColumnName);
        SppOptionsFormat.Write(model.Values, transformer.Options, transformer.Columns);
        model.File(NetworkFile, transformer.AliveExtractor.Network.Save);
    }
}
