using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Files;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>Where pictures go: into one page, and as files into a folder where one was asked for.</summary>
internal sealed class Gallery
{
    /// <summary>A page is to be sent to people.</summary>
    private const int LargestSide = 1400;

    private readonly string? _folder;

    internal Gallery(string output)
    {
        PagePath = PageOf(output);
        _folder = PagePath == output ? null : output;
    }

    internal string PagePath { get; }

    /// <summary>The page of an output: itself, or the index of a folder.</summary>
    internal static string PageOf(string output) => output.Length == 0 ? throw ToolException.Usage("--output names no file or folder.")
        : Path.GetExtension(output).ToUpperInvariant() is ".HTML" or ".HTM" ? output : Path.Combine(output, "index.html");

    /// <summary>Keeps a picture and gives its element in the page.</summary>
    /// <param name="name">Its file's name without an extension.</param>
    /// <param name="image">The picture; it is disposed.</param>
    /// <param name="text">What it shows, for those who cannot see it.</param>
    /// <param name="side">The longer side that it has in the page, in pixels; 0 for as it is.</param>
    internal string Show(string name, MLImage image, string text, int side = 0)
    {
        using (image)
        {
            if (_folder is not null)
                AtomicFile.Write(FileOf(name, ".png"), stream => stream.Write(Picture.Png(image)));
            using MLImage small = Picture.Scaled(image, side > 0 ? 2 * side : LargestSide);
            int width = side > 0 ? Math.Max(1, side * image.Width / Math.Max(image.Width, image.Height)) : image.Width;
            return $"""<img src="{Picture.DataUri(small)}" alt="{HtmlPage.Text(text)}" style="width:{width}px">""";
        }
    }

    /// <summary>Keeps numbers, where there is a folder.</summary>
    internal void Keep(string name, Action<string> save)
    {
        if (_folder is not null)
            save(FileOf(name, ".npy"));
    }

    internal void Write(string title, params IEnumerable<string> sections) => HtmlPage.Write(PagePath, title, sections);

    private string FileOf(string name, string extension) => Path.Combine(
        _folder!, string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' ? letter : '_'))
            + extension);
}
