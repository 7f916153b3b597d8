using System.Globalization;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>The results of PASCAL VOC 2007 for people.</summary>
internal static class Voc2007Text
{
    internal static void Write(Voc2007Report report, TextWriter output)
    {
        string time = ClassifyText.Time(report.SecondsExtract, report.FromCache, report.SecondsTrain);
        output.WriteLine($"{report.TrainImages} images to train, {report.TestImages} to test, {report.Dimensions} dimensions; {time}");
        output.WriteLine("Average precision in percent, of the 2007 development kit and of the later ones:");
        TextTable.Write(output, [
            ["class", "11 points", "area", "cost"],
            .. report.PerClass.Select(pair => (string[])[
                pair.Key, Percent.Text(pair.Value.ElevenPoint), Percent.Text(pair.Value.Area),
                pair.Value.Cost.ToString(CultureInfo.InvariantCulture)]),
            ["mean", Percent.Text(report.MapElevenPoint), Percent.Text(report.MapArea), ""],
        ]);
    }
}
