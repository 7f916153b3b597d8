namespace Microsoft.ML.SppNet.Detection;

/// <summary>What four numbers of a column of boxes mean.</summary>
public enum BoxConvention
{
    /// <summary>x0, y0, x1, y1 from 0 in pixels of the image, x1 and y1 outside the box: <see cref="ImageBox"/>.</summary>
    HalfOpen,

    /// <summary>xmin, ymin, xmax, ymax from 1, the last row and column inside the box: <see cref="Data.VocBox"/>.</summary>
    PascalVoc,
}
