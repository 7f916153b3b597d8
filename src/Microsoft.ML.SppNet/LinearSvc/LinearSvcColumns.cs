using Microsoft.ML.Runtime;
using Microsoft.ML.SppNet.Interop;

namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>The names of the columns that a linear SVM is trained on, and what comes of them.</summary>
internal sealed record LinearSvcColumns(string Label, string Features, string? Weight)
{
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    internal SchemaShape MulticlassOutput(IHost host, SchemaShape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        TrainerSchema.CheckFeatures(host, input, Features);
        TrainerSchema.CheckWeight(host, input, Weight);
        TrainerSchema.CheckKeyLabel(host, input, Label);
        return TrainerSchema.WithMulticlassOutput(input, Label);
    }

    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    internal SchemaShape BinaryOutput(IHost host, SchemaShape input, bool calibrated)
    {
        ArgumentNullException.ThrowIfNull(input);
        TrainerSchema.CheckFeatures(host, input, Features);
        TrainerSchema.CheckWeight(host, input, Weight);
        TrainerSchema.CheckBooleanLabel(host, input, Label);
        return TrainerSchema.WithBinaryOutput(input, calibrated);
    }
}
