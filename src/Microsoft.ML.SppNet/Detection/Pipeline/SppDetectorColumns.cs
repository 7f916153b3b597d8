namespace Microsoft.ML.SppNet.Detection;

/// <summary>The columns that a detector's trainer reads.</summary>
public sealed class SppDetectorColumns
{
    /// <summary>Text with the paths of image files, or <c>MLImage</c>, of which all are then kept in memory.</summary>
    /// <value>Default: <c>ImagePath</c>.</value>
    public string Image { get; init; } = "ImagePath";

    /// <summary>A vector of float32: four numbers per object.</summary>
    /// <value>Default: <c>Boxes</c>.</value>
    public string Boxes { get; init; } = "Boxes";

    /// <summary>What these four numbers mean.</summary>
    /// <value>Default: <see cref="BoxConvention.HalfOpen"/>.</value>
    public BoxConvention Convention { get; init; }

    /// <summary>A vector of keys: the class of each object.</summary>
    /// <value>Default: <c>BoxLabels</c>.</value>
    public string Labels { get; init; } = "BoxLabels";

    /// <summary>A vector of Boolean: whether an object is no example of its class; null for no such column.</summary>
    /// <value>Default: null.</value>
    public string? Difficult { get; init; }
}
