namespace Microsoft.ML.SppNet;

/// <summary>One image file that a folder or a list names.</summary>
/// <param name="Name">How the folder or the list calls it: relative, with <c>/</c> between folders on every system.</param>
/// <param name="Path">What opens it.</param>
public readonly record struct ImageEntry(string Name, string Path);
