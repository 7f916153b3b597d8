using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.SppNet;
using Microsoft.ML.SppNet.Features;
using Microsoft.ML.SppNet.Weights;

[assembly: LoadableClass(
    typeof(SppFeatureTransformer), typeof(SppModelFormat), null, typeof(SignatureLoadModel), "SPP features",
    SppModelFormat.LoaderSignature)]

namespace Microsoft.ML.SppNet.Features;

/// <summary>
/// The transformer inside a model.zip: options, columns and the whole network. ML.NET finds this class by the assembly's name in the
/// model and the attribute above, so a fresh process needs nothing but the package and <c>mlContext.Model.Load</c>.
/// </summary>
internal static class SppModelFormat
{
    internal const string LoaderSignature = "SppFeatures";
    private const string NetworkFile = "Network.safetensors";

    /// <summary>A model written by a later release says so here, and is refused in words.</summary>
    private const uint CurrentVersion = 0x00010001;

    /// <summary>The name alone: a model outlives the version of the assembly that wrote it.</summary>
    private static VersionInfo Version { get; } = new(
        "SPPFEATR", CurrentVersion, CurrentVersion, CurrentVersion,
        loaderSignature: LoaderSignature, loaderAssemblyName: typeof(SppModelFormat).Assembly.GetName().Name);

    internal static void Save(SppFeatureTransformer transformer, ModelSaveContext context)
    {
        context.CheckAtModel();
        context.SetVersionInfo(Version);
        context.SaveNonEmptyString(transformer.InputColumnName);
        SppOptionsFormat.Write(context.Writer, transformer.Options, transformer.Columns);
        context.SaveBinaryStream(NetworkFile, writer =>
        {
            writer.Flush();
            transformer.Extractor.Network.Save(writer.BaseStream);
        });
    }

    // ML.NET calls it by this name and signature.
    internal static SppFeatureTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        string input = ctx.LoadNonEmptyString();
        (SppFeatureOptions options, SppFeatureColumn[] columns) = SppOptionsFormat.Read(ctx.Reader);
        SppFeatureTransformer? transformer = null;
        bool found = ctx.TryLoadBinaryStream(NetworkFile, reader =>
        {
            using SafetensorsFile file = SafetensorsFile.Read(reader.BaseStream, $"{NetworkFile} of the model");
            using SppNetwork network = SppNetwork.Load(file);
            transformer = new SppFeatureTransformer(env, input, network, options, columns);
        });
        return found && transformer is not null
            ? transformer
            : throw new InvalidDataException($"The model has no {NetworkFile}: it is damaged.");
    }
}
