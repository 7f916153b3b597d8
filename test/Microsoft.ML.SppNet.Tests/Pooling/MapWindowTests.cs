using Microsoft.ML.SppNet.Networks.Architecture;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>He et al., appendix A: x′ = ⌊x/S⌋ + 1 on the left and top, ⌈x/S⌉ − 1 on the right and bottom, inclusive.</summary>
[TestClass]
public class MapWindowTests
{
    private const int Stride = 16;

    /// <summary>The first three tell the paper's formula from the one with floor and ceiling swapped (1…14 against 2…13, and so
    /// on).</summary>
    [TestMethod]
    [DataRow(10, 234, 1, 14)]
    [DataRow(5, 60, 1, 3)]
    [DataRow(3, 20, 1, 1)]
    [DataRow(0, 224, 1, 13)]
    [DataRow(16, 240, 2, 14)]
    public void MapsWindowsAsThePaper(int from, int to, int first, int last)
    {
        Assert.AreEqual(new MapWindow(3, first, 0, last + 1, 1), MapWindow.FromPixels(3, from, 0, to, 10, Stride, 20, 1));
        Assert.AreEqual(new MapWindow(3, 0, first, 1, last + 1), MapWindow.FromPixels(3, 0, from, 10, to, Stride, 1, 20));
    }

    /// <summary>In deployment padding, cell c of every network's deepest map is centred at pixel S·c: what the formula builds on.</summary>
    [TestMethod]
    [DataRow("zf5", 16)]
    [DataRow("convnet5", 16)]
    [DataRow("alexnet", 16)]
    [DataRow("vgg16", 16)]
    public void CellsAreCentredAtMultiplesOfTheStride(string architecture, int stride)
    {
        TrunkProgram program = TrunkProgram.Build(new NetworkArchitecture(architecture) { Padding = TrunkPadding.Deployment });
        int value = program.Taps.Single(tap => tap.Key == ArchitectureTables.Find(architecture).Deepest).Value;
        double centre = 0;
        int step = 1;
        foreach (Step one in program.Steps.Take(value))
        {
            (int size, int stepBy, int padding) = one switch
            {
                ConvStep conv => (conv.Window.Rows.Size, conv.Window.Rows.Stride, conv.Window.Rows.Before),
                PoolStep pool => (pool.Window.Rows.Size, pool.Window.Rows.Stride, pool.Window.Rows.Before),
                _ => (1, 1, 0),
            };
            centre += step * ((size - 1) / 2.0 - padding);
            step *= stepBy;
        }

        Assert.AreEqual(stride, step);
        // Pools of even size, VGG's, have no middle cell: half a cell each.
        Assert.AreEqual(0, centre, architecture == "vgg16" ? 8 : 0);
    }

    /// <summary>A window holds exactly the cells whose centres lie strictly inside it.</summary>
    [TestMethod]
    public void HoldsTheCellsCentredInside()
    {
        const int cells = 15;
        for (int from = 0; from < 224; from++)
        {
            for (int to = from + 1; to <= 224; to++)
            {
                MapWindow window = MapWindow.FromPixels(0, from, from, to, to, Stride, cells, cells);
                int[] inside = [.. Enumerable.Range(0, cells).Where(cell => cell * Stride > from && cell * Stride < to)];
                if (inside.Length > 0)
                    Assert.AreEqual(new MapWindow(0, inside[0], inside[0], inside[^1] + 1, inside[^1] + 1), window, $"{from}…{to}");
                else
                    Assert.AreEqual(1, window.Right - window.Left, $"{from}…{to}");
            }
        }
    }

    /// <summary>Mirroring image and window mirrors the cells; an index from 1 instead of 0 would break this.</summary>
    [TestMethod]
    public void MirroredWindowsHaveMirroredCells()
    {
        const int length = 224, cells = 15;
        for (int from = 0; from < length; from++)
        {
            for (int to = from + 17; to <= length; to++)
            {
                MapWindow window = MapWindow.FromPixels(0, from, 0, to, 20, Stride, cells, 2);
                MapWindow mirrored = MapWindow.FromPixels(0, length - to, 0, length - from, 20, Stride, cells, 2);
                Assert.AreEqual((cells - window.Right, cells - window.Left), (mirrored.Left, mirrored.Right));
            }
        }
    }

    [TestMethod]
    [DataRow(17, 20, 1, 2)]
    [DataRow(26, 30, 2, 3)]
    [DataRow(0, 1, 0, 1)]
    [DataRow(0, 10, 0, 1)]
    [DataRow(300, 310, 4, 5)]
    public void AWindowWithoutACentreTakesTheNearestCell(int from, int to, int left, int right) =>
        Assert.AreEqual(new MapWindow(0, left, left, right, right), MapWindow.FromPixels(0, from, from, to, to, Stride, 5, 5));

    [TestMethod]
    public void CutsWindowsToTheMap()
    {
        Assert.AreEqual(new MapWindow(0, 1, 1, 5, 3), MapWindow.FromPixels(0, 0, 0, 1000, 1000, Stride, 5, 3));
        Assert.AreEqual(new MapWindow(0, 1, 1, 5, 3), MapWindow.FromPixels(0, 0, 0, int.MaxValue, int.MaxValue, Stride, 5, 3));
        Assert.AreEqual(new MapWindow(0, 4, 2, 5, 3),
            MapWindow.FromPixels(0, int.MaxValue - 1, int.MaxValue - 1, int.MaxValue, int.MaxValue, Stride, 5, 3));
    }

    [TestMethod]
    public void EmptyWindowsAndMapsAreRefused()
    {
        foreach (Action use in new Action[]
        {
            () => MapWindow.FromPixels(0, -1, 0, 5, 5, 16, 5, 5), () => MapWindow.FromPixels(0, 0, -1, 5, 5, 16, 5, 5),
            () => MapWindow.FromPixels(0, 5, 0, 5, 5, 16, 5, 5), () => MapWindow.FromPixels(0, 0, 6, 5, 5, 16, 5, 5),
            () => MapWindow.FromPixels(0, 0, 0, 5, 5, 0, 5, 5), () => MapWindow.FromPixels(0, 0, 0, 5, 5, 16, 0, 5),
            () => MapWindow.FromPixels(0, 0, 0, 5, 5, 16, 5, 0),
        })
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(use);
    }
}
