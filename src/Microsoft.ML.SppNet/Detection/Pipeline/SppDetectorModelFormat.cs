using Microsoft.ML.Runtime;
using Microsoft.ML.SppNet.Detection;
using Microsoft.ML.SppNet.Interop;

[assembly: ModelLoader<SppDetectorTransformer, SppDetectorModelFormat>("SPP detector", SppDetectorModelFormat.LoaderSignature)]

namespace Microsoft.ML.SppNet.Detection;

/// <summary>The detector inside a model.zip: a detector's own file.</summary>
internal sealed class SppDetectorModelFormat : IModelFormat<SppDetectorTransformer>
{
    internal const string LoaderSignature = "SppDetector";
    private const string DetectorEntry = "Detector.zip";

    private SppDetectorModelFormat()
    {
    }

    public static ModelFormatId Id { get; } = new("SPPDETEC", 0x00010001, LoaderSignature);

    public static SppDetectorTransformer Read(IHostEnvironment environment, ModelReader model)
    {
        string input = model.Text();
        float? minimum = model.Values.ReadBoolean() ? model.Values.ReadSingle() : null;
        return model.File(DetectorEntry, stream => new SppDetectorTransformer(
            environment, DetectorFile.Read(stream, $"{DetectorEntry} of the model", proposals: null), input, minimum));
    }

    internal static void Save(SppDetectorTransformer transformer, ModelSaveContext context)
    {
        var model = new ModelWriter(context, Id);
        model.Text(transformer.InputColumnName);
        model.Values.Write(transformer.MinimumScore is not null);
        if (transformer.MinimumScore is { } minimum)
            model.Values.Write(minimum);
        model.File(DetectorEntry, transformer.Detector.Save);
    }
}
