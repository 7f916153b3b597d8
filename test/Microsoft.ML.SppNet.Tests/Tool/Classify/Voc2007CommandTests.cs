using System.Text.Json;
using Microsoft.ML.SppNet.Data;
using SkiaSharp;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class Voc2007CommandTests
{
    [TestMethod]
    public void TheResultHasTheContractsNamesInPercent()
    {
        using TinyDataSet data = Draw();
        ToolRun run = ClassifyTool.Run(Arguments(data));
        Assert.AreEqual(0, run.ExitCode, run.Error);
        JsonElement json = ClassifyTool.Json(data.PathOf("out", "result.json"));

        CollectionAssert.IsSubsetOf(new[] { "mapElevenPoint", "mapArea", "perClass", "secondsExtract", "secondsTrain" },
            ClassifyTool.Names(json));
        JsonElement perClass = json.GetProperty("perClass");
        CollectionAssert.AreEqual(PascalVoc.ClassNames.ToArray(), ClassifyTool.Names(perClass));
        foreach ((string mean, string one) in new[] { ("mapElevenPoint", "elevenPoint"), ("mapArea", "area") })
        {
            double average = perClass.EnumerateObject().Average(property => property.Value.GetProperty(one).GetDouble());
            Assert.AreEqual(average, json.GetProperty(mean).GetDouble(), 1e-9);
            // It is tested on what it was trained on: in percent nearly 100, as a share 1.
            Assert.IsInRange(50, 100, average);
        }

        StringAssert.Contains(run.Output, "tvmonitor");
        string html = File.ReadAllText(data.PathOf("charts", "precision-recall.html"));
        StringAssert.Contains(html, "aeroplane 100.0");
    }

    [TestMethod]
    public void AClassWithoutPositivesIsNamed()
    {
        using TinyDataSet data = Draw();
        data.Write("VOC2007/ImageSets/Main/dog_trainval.txt", string.Concat(Enumerable.Range(0, 20).Select(id => $"{id:D6} -1\n")));
        ToolRun run = ClassifyTool.Run(Arguments(data));
        Assert.AreEqual(3, run.ExitCode);
        StringAssert.Contains(run.Error,
            $"sppnet: '{data.PathOf("VOC2007")}', set trainval: The training set has no positive image of class 'dog'.");
    }

    [TestMethod]
    public void AMissingSetIsBadInput()
    {
        using TinyDataSet data = Draw();
        ToolRun run = ClassifyTool.Run([.. Arguments(data), "--train-set", "minival"]);
        Assert.AreEqual(3, run.ExitCode);
        StringAssert.Contains(run.Error, "there is no such image set; found trainval");
    }

    private static string[] Arguments(TinyDataSet data) =>
        ["voc2007", "--data", data.PathOf("VOC2007"), "--test-set", "trainval", "--cost", "100", "--cache", data.PathOf("cache"),
            "--json", Directory.CreateDirectory(data.PathOf("out")).FullName + "/result.json", "--charts", data.PathOf("charts"),
            .. ClassifyTool.SmallNet];

    /// <summary>An image per class, each of a colour of its own.</summary>
    private static TinyDataSet Draw()
    {
        var data = new TinyDataSet();
        int classes = PascalVoc.ClassNames.Count;
        data.WriteVoc(
            Enumerable.Range(0, classes).ToDictionary(id => $"{id:D6}", id => TinyDataSet.ObjectXml(PascalVoc.ClassNames[id], "1 1 20 20")),
            Enumerable.Range(0, classes).ToDictionary(id => PascalVoc.ClassNames[id],
                id => Enumerable.Range(0, classes).Select(image => image == id ? 1 : -1).ToArray()));
        for (int id = 0; id < classes; id++)
            data.Draw($"VOC2007/JPEGImages/{id:D6}.jpg", 50, 40, SKColor.FromHsv(360f * id / classes, 100, 50 + 10 * (id % 5)));
        return data;
    }
}
