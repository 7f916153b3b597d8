using System.Text;

namespace Microsoft.ML.SppNet.Files;

/// <summary>Says what a file is by its first bytes, for messages about one that is not what it should be.</summary>
internal static class FileLooksLike
{
    /// <summary>So many first bytes tell all that can be told.</summary>
    internal const int BytesNeeded = 512;

    /// <summary>Beginnings that no other kind of file has, after the blanks that text may begin with.</summary>
    private static readonly (byte[] Start, string Kind)[] Starts =
    [
        ([.. "version https://git-lfs"u8], "a Git LFS pointer instead of the file itself ('git lfs pull' fetches that)"),
        ([.. "/annex/objects/"u8], "a git-annex pointer instead of the file itself ('git annex get' fetches that)"),
        ([.. "%PDF-"u8], "a PDF document"),
        ([0x1F, 0x8B], "a file compressed with gzip: decompress it first"),
        ([.. "BZh"u8], "a file compressed with bzip2: decompress it first"),
        ([0xFD, .. "7zXZ"u8], "a file compressed with xz: decompress it first"),
        ([0x28, 0xB5, 0x2F, 0xFD], "a file compressed with zstd: decompress it first"),
        ([.. "7z"u8, 0xBC, 0xAF], "a 7-Zip archive"),
        ([.. "PK\x3\x4"u8], "a zip archive (PyTorch's .pt and .pth files, NumPy's .npz and ML.NET's models are such)"),
        ([.. "PK\x5\x6"u8], "an empty zip archive"),
        ([0x93, .. "NUMPY"u8], "a NumPy .npy file"),
        ([0x89, .. "HDF\r\n"u8], "an HDF5 file"),
        ([.. "GGUF"u8], "a GGUF file"),
        ([.. "MATLAB 5.0 MAT-file"u8], "a MATLAB file"),
        ([0x7F, .. "ELF"u8], "a program or library (ELF)"),
        ([.. "SQLite format 3"u8], "an SQLite database"),
        ([.. "II*\0"u8], "a TIFF image"),
        ([.. "MM\0*"u8], "a TIFF image"),
        ([.. "8BPS"u8], "a Photoshop image"),
        ([0xFF, 0x0A], "a JPEG XL image"),
        ([0, 0, 0, 0x0C, .. "JXL "u8], "a JPEG XL image"),
        ([0, 0, 0, 0x0C, .. "jP  "u8], "a JPEG 2000 image"),
    ];

    private static readonly (string Start, string Kind)[] TextStarts =
    [
        ("<!doctype html", "an HTML page"),
        ("<html", "an HTML page"),
        ("<svg", "an SVG drawing"),
        ("<?xml", "an XML document"),
        ("<!doctype", "an XML document"),
    ];

    /// <summary>The image format that can be read here, as <c>JPEG</c>; "" where the bytes begin none.</summary>
    internal static string ImageFormat(ReadOnlySpan<byte> start) => start switch
    {
        [0xFF, 0xD8, 0xFF, ..] => "JPEG",
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => "PNG",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => "GIF",
        [(byte)'B', (byte)'M', ..] => "BMP",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "WebP",
        _ => "",
    };

    /// <summary>What a file is, to stand after "it looks like"; null where its first bytes do not tell.</summary>
    /// <param name="start">Its first <see cref="BytesNeeded"/> bytes, or all where it is shorter; more do no harm.</param>
    internal static string? Kind(ReadOnlySpan<byte> start)
    {
        start = start[..Math.Min(start.Length, BytesNeeded)];
        foreach ((byte[] begins, string kind) in Starts)
        {
            if (start.StartsWith(begins))
                return kind;
        }
        if (ImageFormat(start) is { Length: > 0 } format && (format != "BMP" || start.Contains((byte)0)))
            return $"a {format} image";
        return start switch
        {
            [] => "an empty file",
            // The opcode PROTO with a protocol that is in use.
            [0x80, >= 2 and <= 5, ..] => "a Python pickle",
            [_, _, _, _, _, _, _, _, (byte)'{', (byte)'"', ..] => "a safetensors file",
            [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => IsoMedia(start),
            _ when start.Length > 262 && start[257..].StartsWith("ustar"u8) => "a tar archive",
            _ when !start.ContainsAnyExcept((byte)0) => "a file of zeros",
            _ => Text(start),
        };
    }

    private static string IsoMedia(ReadOnlySpan<byte> start) =>
        start.Length < 12 ? "a video" : Encoding.Latin1.GetString(start[8..12]) switch
    {
        "heic" or "heix" or "mif1" or "msf1" => "a HEIC image",
        "avif" or "avis" => "an AVIF image",
        _ => "a video",
    };

    private static string? Text(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("\uFEFF"u8))
            start = start[3..];
        string text = Encoding.Latin1.GetString(start).TrimStart();
        foreach ((string begins, string kind) in TextStarts)
        {
            if (text.StartsWith(begins, StringComparison.OrdinalIgnoreCase))
                return kind;
        }
        // Bytes from 0x80 may be UTF-8 or another encoding; below the blank, text has nothing but line ends, tabs and form feeds.
        return text.Any(c => c < ' ' && c is not ('\t' or '\n' or '\r' or '\f')) ? null : text is ['{', ..] or ['[', ..]
            ? "JSON text"
            : "text";
    }
}
