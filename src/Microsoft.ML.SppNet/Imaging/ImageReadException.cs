namespace Microsoft.ML.SppNet;

/// <summary>
/// An image that cannot be read or used: missing, denied, no image, cut short, damaged, or of a size that the network cannot take. Whatever
/// else goes
/// wrong has other exceptions, so whoever catches this one may leave the image out and go on.
/// </summary>
/// <remarks>
/// The message is a whole sentence for people and names the file, and the row where it is known; programs read the properties.
/// </remarks>
public sealed class ImageReadException : IOException
{
    internal ImageReadException(string? path, string message, Exception? inner = null)
        : base(message, inner) => Path = path;

    /// <summary>The image file, or the name that came with a stream or bytes; null where the image has none.</summary>
    public string? Path { get; }

    /// <summary>The row of the data, from 0; null where the image was not read from rows.</summary>
    public long? Row { get; private init; }

    /// <summary>The same error with the file's name, where it has none yet.</summary>
    internal ImageReadException InFile(string? path) =>
        Path is null && path is not null ? new(path, $"'{path}': {Message}", this) { Row = Row } : this;

    /// <summary>The same error with its row, where it has none yet.</summary>
    /// <param name="row">Position from 0.</param>
    /// <param name="columns">What else names the row, as <c> (ImagePath = 'a.jpg')</c>; or nothing.</param>
    internal ImageReadException AtRow(long row, string columns = "") =>
        Row is null ? new(Path, $"row {row}{columns}: {Message}", this) { Row = row } : this;
}
