namespace Microsoft.ML.SppNet.Tool;

/// <summary>What a data set is called in titles: the folder's or the list's own name.</summary>
internal static class DataName
{
    internal static string Of(string path) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
}
