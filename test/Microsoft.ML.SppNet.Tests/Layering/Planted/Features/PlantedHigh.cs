namespace Microsoft.ML.SppNet.Features;

internal enum PlantedChoice
{
    None,
}

internal static class PlantedExtractor
{
    internal static int Extract<T>(T value) => value is null ? 0 : 1;
}

/// <summary>Allowed: what is above uses what is below.</summary>
internal static class UsesBelow
{
    internal static int Read() => Data.UsesInBody.Read();
}
