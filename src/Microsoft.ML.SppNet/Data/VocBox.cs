namespace Microsoft.ML.SppNet.Data;

/// <summary>A box of an image as PASCAL VOC writes it: pixels counted from 1, first and last pixel inside the box.</summary>
/// <remarks>The convention is the type: the box of a whole 500×375 image is (1, 1, 500, 375), and <c>XMin == XMax</c> is one pixel wide.
/// Everything
/// but reading annotations works on <see cref="ImageBox"/>. VOC 2007 has whole numbers; later years have a few fractions.</remarks>
/// <param name="XMin">The leftmost column inside, from 1.</param>
/// <param name="YMin">The topmost row inside, from 1.</param>
/// <param name="XMax">The rightmost column inside, at least <paramref name="XMin"/>.</param>
/// <param name="YMax">The lowest row inside, at least <paramref name="YMin"/>.</param>
public readonly record struct VocBox(float XMin, float YMin, float XMax, float YMax)
{
    /// <summary>
    /// The same box counted from 0 with its end outside: (<c>XMin − 1</c>, <c>YMin − 1</c>) to (<c>XMax</c>, <c>YMax</c>).
    /// </summary>
    public ImageBox ToImageBox() => new(XMin - 1, YMin - 1, XMax, YMax);
}
