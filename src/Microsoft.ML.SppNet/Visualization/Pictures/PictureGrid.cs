namespace Microsoft.ML.SppNet.Visualization;

/// <summary>Pictures side by side on white.</summary>
internal static class PictureGrid
{
    /// <summary>Lays pictures out in rows, each in the middle of a cell that the largest of them fits.</summary>
    /// <param name="pictures">At least one.</param>
    /// <param name="columns">Pictures in a row.</param>
    /// <param name="gap">Pixels between them.</param>
    internal static RgbPicture Of(IReadOnlyList<RgbPicture> pictures, int columns, int gap)
    {
        columns = Math.Min(columns, pictures.Count);
        int rows = (pictures.Count + columns - 1) / columns;
        (int cellWidth, int cellHeight) = (pictures.Max(one => one.Width) + gap, pictures.Max(one => one.Height) + gap);
        (int width, int height) = (columns * cellWidth - gap, rows * cellHeight - gap);
        var pixels = new byte[checked(width * height * RgbPicture.Channels)];
        Array.Fill(pixels, byte.MaxValue);
        for (int index = 0; index < pictures.Count; index++)
        {
            RgbPicture one = pictures[index];
            int left = index % columns * cellWidth + (cellWidth - gap - one.Width) / 2, top =
                index / columns * cellHeight + (cellHeight - gap - one.Height) / 2;
            int length = one.Width * RgbPicture.Channels;
            for (int row = 0; row < one.Height; row++)
                one.Pixels.Slice(row * length, length).CopyTo(pixels.AsSpan(((top + row) * width + left) * RgbPicture.Channels));
        }

        return new(width, height, pixels);
    }
}
