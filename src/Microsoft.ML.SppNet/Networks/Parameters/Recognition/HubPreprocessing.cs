using Microsoft.ML.SppNet.Weights;

namespace Microsoft.ML.SppNet.Networks.Parameters;

/// <summary>The preprocessing that a hub's folder says its weights were trained with.</summary>
internal static class HubPreprocessing
{
    /// <summary>It, or null where the folder says none.</summary>
    /// <exception cref="InvalidDataException">What it says is no preprocessing.</exception>
    internal static Preprocessing? Of(IWeightFile file)
    {
        var entries = new CardEntries(file.Name, file.Metadata);
        if (!entries.Has(HubFolder.Mean) || !entries.Has(HubFolder.StandardDeviation))
            return null;
        return entries.Reading(() => new Preprocessing
        {
            Mean = entries.Numbers(HubFolder.Mean, float.Parse)!,
            StandardDeviation = entries.Numbers(HubFolder.StandardDeviation, float.Parse)!,
        });
    }
}
