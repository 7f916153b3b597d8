using Microsoft.ML.SppNet.Files;

namespace Microsoft.ML.SppNet.Detection;

/// <summary>Proposals as comma-separated text: a header, then a row per box, an image's best first.</summary>
internal static class ProposalRows
{
    /// <summary>The first line.</summary>
    internal const string Header = "image,x0,y0,x1,y1,score";

    /// <summary>The first line of a file without scores.</summary>
    internal const string HeaderWithoutScore = "image,x0,y0,x1,y1";

    internal static void WriteHeader(Stream stream) => new Utf8Row(stream).Add(Header).End();

    /// <summary>
    /// Writes an image's rows; of an image without boxes one whose other fields are empty, so that it is known to have none.
    /// </summary>
    internal static void Write(Stream stream, string image, IReadOnlyList<ScoredBox> boxes)
    {
        var row = new Utf8Row(stream);
        string name = CsvText.Quoted(image);
        foreach ((ImageBox box, float score) in boxes)
        {
            row.Add(name).Add(',').Add(box.Left).Add(',').Add(box.Top).Add(',').Add(box.Right).Add(',').Add(box.Bottom);
            row.Add(',').Add(score).End();
        }

        if (boxes.Count == 0)
            row.Add(name).Add(",,,,,").End();
    }
}
