namespace Microsoft.ML.SppNet.Tool;

/// <summary>Where pictures of a result go.</summary>
/// <param name="Folder">The folder that was asked for; null for beside the JSON.</param>
/// <param name="JsonPath">The JSON; null for none.</param>
internal sealed record ChartPlace(string? Folder, string? JsonPath)
{
    /// <summary>Draws one where there is a place for it.</summary>
    /// <param name="name">What it shows, in a file name.</param>
    /// <param name="draw">Given the path, draws it.</param>
    /// <returns>The path, or null where nothing was drawn.</returns>
    internal string? Draw(string name, Action<string> draw)
    {
        if (PathOf(name) is not { } path)
            return null;
        draw(path);
        return path;
    }

    /// <summary>Where a picture goes; null where there is no place for it.</summary>
    internal string? PathOf(string name) =>
        Folder is not null ? Path.Combine(Folder, $"{name}.html") : JsonPath is null
        ? null
        : Path.ChangeExtension(JsonPath, $".{name}.html");
}
