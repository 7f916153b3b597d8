namespace Microsoft.ML.SppNet.Tests;

/// <summary>The folders of the library from the top to the bottom: a folder may use itself and those below it
/// (docs/decisions/0006-layers.md).</summary>
internal static class LayerTable
{
    internal const string Namespace = "Microsoft.ML.SppNet";

    /// <summary>Folders in one row use neither each other nor what is above them; "" is the folder of the project itself.</summary>
    private static readonly string[][] s_rows =
    [
        [""],
        ["Protocols"],
        ["Detection", "Visualization", "Training"],
        ["LinearSvc"],
        ["Features"],
        ["Evaluation"],
        ["Data"],
        ["Reading"],
        ["Networks"],
        ["Networks/Execution"],
        ["Networks/Parameters"],
        ["Networks/Architecture"],
        ["Pooling"],
        ["Weights"],
        ["Imaging"],
        ["Files"],
        ["TorchLoading"],
        ["Interop"],
        ["Numerics"],
    ];

    /// <summary>The layer of a folder, which may lie inside it; null where the table has none.</summary>
    internal static string? LayerOf(string folder)
    {
        for (string at = folder; at.Length > 0; at = at.Contains('/') ? at[..at.LastIndexOf('/')] : "")
        {
            if (s_rows.Any(row => row.Contains(at)))
                return at;
        }

        return folder.Length == 0 ? "" : null;
    }

    internal static bool MayUse(string user, string used) => user == used || RowOf(user) < RowOf(used);

    internal static string NamespaceOf(string layer) => layer.Length == 0 ? Namespace : $"{Namespace}.{layer.Replace('/', '.')}";

    private static int RowOf(string layer) => Array.FindIndex(s_rows, row => row.Contains(layer));
}
