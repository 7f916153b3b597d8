using SkiaSharp;

namespace Microsoft.ML.SppNet.Visualization;

/// <summary>Where a filter answered: an arrow to the middle of its receptive field, and the field as a rectangle (He et al., figure
/// 2).</summary>
internal static class FieldMark
{
    private static readonly SKColor Yellow = new(0xFF, 0xD9, 0x2F), Dark = new(0x1B, 0x1B, 0x1F);

    /// <summary>Draws both on a picture; light on dark lines, so that they show on any photograph.</summary>
    /// <param name="picture">The photograph.</param>
    /// <param name="field">In its pixels; what lies outside is left out.</param>
    internal static RgbPicture On(RgbPicture picture, ImageBox field) => picture.With(canvas =>
    {
        float unit = Math.Max(1, Math.Min(picture.Width, picture.Height) / 150f);
        ImageBox seen = field.Intersect(new ImageBox(0, 0, picture.Width, picture.Height));
        var box = new SKRect(seen.Left + unit, seen.Top + unit, seen.Right - unit, seen.Bottom - unit);
        var tip = new SKPoint((seen.Left + seen.Right) / 2, (seen.Top + seen.Bottom) / 2);
        // From the side with more room.
        float length = Math.Min(picture.Width, picture.Height) / 4f;
        float across = tip.X > picture.Width / 2f ? -length : length, down = tip.Y > picture.Height / 2f ? -length : length;
        using SKPath arrow = Arrow(tip, new SKPoint(tip.X + across, tip.Y + down), 4 * unit);
        foreach ((SKColor colour, float thickness) in new[] { (Dark, 4 * unit), (Yellow, 2 * unit) })
        {
            using var paint = new SKPaint
                { Color = colour, StrokeWidth = thickness, IsStroke = true, IsAntialias = true, StrokeJoin = SKStrokeJoin.Round };
            canvas.DrawRect(box, paint);
            canvas.DrawPath(arrow, paint);
        }
    });

    private static SKPath Arrow(SKPoint tip, SKPoint tail, float head)
    {
        var path = new SKPath();
        path.MoveTo(tail);
        path.LineTo(tip);
        float size = SKPoint.Distance(tip, tail);
        float x = (tail.X - tip.X) / size * head, y = (tail.Y - tip.Y) / size * head;
        path.MoveTo(tip.X + x - y, tip.Y + y + x);
        path.LineTo(tip);
        path.LineTo(tip.X + x + y, tip.Y + y - x);
        return path;
    }
}
