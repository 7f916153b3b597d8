namespace Microsoft.ML.SppNet.Detection;

/// <summary>
/// Windows of one shape at regular places, the columns of them from the left; the last of a row or column reach beyond the image and are
/// cut there.
/// </summary>
internal readonly record struct WindowGrid(int WindowWidth, int WindowHeight, int StepX, int StepY, int Columns, int Rows)
{
    /// <summary>
    /// The grids of a sliding search (Zitnick and Dollár 2014, section 3.3): sizes from the smallest area up to the image, shapes from tall
    /// to wide, steps such that neighbours in size, shape or place overlap by <paramref name="alpha"/>.
    /// </summary>
    internal static List<WindowGrid> Of(int width, int height, double alpha, double minimumArea, double maximumAspectRatio)
    {
        double sizeStep = Math.Sqrt(1 / alpha), shapeStep = (1 + alpha) / (2 * alpha), placeStep = (1 - alpha) / (1 + alpha);
        var shapes = new List<double> { 1 };
        for (double shape = shapeStep; shape * shape <= maximumAspectRatio; shape *= shapeStep)
        {
            shapes.Insert(0, 1 / shape);
            shapes.Add(shape);
        }

        var grids = new List<WindowGrid>();
        for (double size = Math.Sqrt(minimumArea); size < Math.Max(width, height); size *= sizeStep)
        {
            foreach (double shape in shapes)
            {
                int windowWidth = Math.Max(1, (int)(size * shape)), windowHeight = Math.Max(1, (int)(size / shape));
                int stepX = Math.Max(2, (int)(windowWidth * placeStep)), stepY = Math.Max(2, (int)(windowHeight * placeStep));
                int columns = Places(width - windowWidth, stepX), rows = Places(height - windowHeight, stepY);
                if (columns > 0 && rows > 0)
                    grids.Add(new WindowGrid(windowWidth, windowHeight, stepX, stepY, columns, rows));
            }
        }

        return grids;
    }

    /// <summary>The window in a column and row of the grid, cut at the last pixels of an image of this size.</summary>
    internal SearchWindow At(int column, int row, int width, int height)
    {
        int left = Math.Min(column * StepX, width - 1), top = Math.Min(row * StepY, height - 1);
        return new SearchWindow(left, top, Math.Min(left + WindowWidth, width - 1), Math.Min(top + WindowHeight, height - 1));
    }

    /// <summary>Steps from 0 on until one has reached the end or gone beyond it.</summary>
    private static int Places(int room, int step) => room + step <= 0 ? 0 : (room + 2 * step - 1) / step;
}
