using Microsoft.ML.SppNet.Imaging;

namespace Microsoft.ML.SppNet.Features;

/// <summary>Where test views lie.</summary>
internal static class ViewWindows
{
    /// <summary>What the network runs on: crops of the resized image, or whole images whose maps hold several views.</summary>
    /// <exception cref="ImageReadException">The image becomes too large.</exception>
    internal static ImageGeometry[] Inputs(TestViews views, int width, int height)
    {
        if (views.Kind == TestViewKind.Multi)
            return [.. views.Scales.Append(views.ShorterSide).Distinct().Select(scale =>
                ImageGeometry.For(width, height, scale, ImageView.Full))];
        if (views.UsesMaps || views.Kind is TestViewKind.Full or TestViewKind.FullFlip)
            return [ImageGeometry.For(width, height, views.ShorterSide, ImageView.Full)];
        ImageGeometry square = ImageGeometry.For(width, height, views.ShorterSide, ImageView.Crop);
        return [.. Places(views, square.ResizedWidth, square.ResizedHeight).Select(place =>
            square with { Left = (long)place.Left, Top = (long)place.Top, Width = views.Window, Height = views.Window })];
    }

    /// <summary>The views that one input holds, in its pixels; null is the whole of it.</summary>
    internal static IReadOnlyList<ImageBox?> Of(TestViews views, ImageGeometry input)
    {
        if (!views.UsesMaps)
            return [null];
        int shorter = Math.Min(input.Width, input.Height);
        bool many = views.Kind == TestViewKind.Multi, windows = !many || views.Scales.Contains(shorter);
        bool whole = many && shorter == views.ShorterSide;
        IEnumerable<ImageBox?> boxes = windows ? Places(views, input.Width, input.Height).Select(Box) : [];
        return [.. whole ? boxes.Append(null) : boxes];

        ImageBox? Box((double Left, double Top) place) =>
            new ImageBox((float)place.Left, (float)place.Top, (float)place.Left + views.Window, (float)place.Top + views.Window);
    }

    /// <summary>The windows' upper left corners; those that coincide once.</summary>
    private static IEnumerable<(double Left, double Top)> Places(TestViews views, long width, long height)
    {
        (double right, double bottom) = (width - views.Window, height - views.Window);
        (double Left, double Top) middle = (right / 2, bottom / 2);
        return views.Kind switch
        {
            TestViewKind.Center => [middle],
            TestViewKind.Ten => ((IEnumerable<(double, double)>)[(0, 0), (right, 0), (0, bottom), (right, bottom), middle]).Distinct(),
            _ => from top in (double[])[0, middle.Top, bottom]
                 from left in (double[])[0, middle.Left, right]
                 select (left, top) into place
                 group place by place into same
                 select same.Key,
        };
    }
}
