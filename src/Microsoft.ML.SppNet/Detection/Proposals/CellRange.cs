namespace Microsoft.ML.SppNet.Detection;

/// <summary>The pixels of a side that a pixel of the reduced side touches: from <c>Start</c> up to but not including <c>End</c>.</summary>
internal readonly record struct CellRange(int Start, int End)
{
    internal static CellRange Of(int index, int length, int reducedLength) =>
        new((int)((long)index * length / reducedLength), (int)(((long)(index + 1) * length + reducedLength - 1) / reducedLength));
}
