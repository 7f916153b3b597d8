namespace Microsoft.ML.SppNet;

/// <summary>One image file that a folder or a list names.</summary>
/// <param name="Name">How the folder or the list calls it: relative, with <c>/</c> between folders on every system.</param>
/// <param name="Path">What opens it.</param>
public readonly record struct ImageEntry(string Name, string Path)
{
    /// <summary>Where a list names it, as <c>'list.txt', line 7</c>, for messages; null for an image that was found in a folder.</summary>
    public string? Listed => List is null ? null : $"'{List}', line {Line}";

    internal string? List { get; init; }

    internal int Line { get; init; }
}
