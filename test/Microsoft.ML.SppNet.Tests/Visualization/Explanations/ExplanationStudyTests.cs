using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.SppNet.Data;
using Microsoft.ML.SppNet.LinearSvc;
using Microsoft.ML.SppNet.Visualization;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>
/// Explanations of Caltech-101 photographs: whether cells and bias add up to the score that ML.NET gives, and how much of the score is lost
/// with
/// the most important window of the photograph and with random ones. A few photographs of one network; all by build/study-explanations.sh.
/// </summary>
[TestClass]
public class ExplanationStudyTests
{
    private static readonly bool Whole = Environment.GetEnvironmentVariable("SPPNET_STUDY") is not null;

    /// <summary>The heat map's raster, and the windows' sides in it: 1, 4, 9, 16 and 25 % of the photograph.</summary>
    private const int Raster = 40, TrainPerClass = 10, RandomWindows = 5;

    private static readonly int[] Sides = [4, 8, 12, 16, 20];

    [TestMethod]
    public void SqueezeNet() =>
        Study("squeezenet1.1", new NetworkArchitecture("squeezenet1.1"), new SppFeatureColumn("Features") { Taps = ["fire9"] });

    [TestMethod]
    public void AlexNet() =>
        StudyOnly("alexnet-conv", new NetworkArchitecture("alexnet"), new SppFeatureColumn("Features") { Taps = ["conv5"] });

    [TestMethod]
    public void ResNet50() => StudyOnly(
        "resnet50", new NetworkArchitecture("resnet50") { StrideIn = ResidualStride.Conv1 },
        new SppFeatureColumn("Features") { Taps = ["layer3", "layer4"], Levels = [3, 2, 1] });

    private static void StudyOnly(string weights, NetworkArchitecture architecture, SppFeatureColumn column)
    {
        if (!Whole)
            Assert.Inconclusive("skipped: a part of build/study-explanations.sh, which takes minutes");
        Study(weights, architecture, column);
    }

    private static void Study(string weights, NetworkArchitecture architecture, SppFeatureColumn column)
    {
        using SppNetwork network = SppNetwork.Load(SharedData.Require("weights", weights + ".safetensors"), architecture);
        ClassFolder all = Caltech101.Read(SharedData.Require("data", "caltech101", "101_ObjectCategories"));
        int classes = Whole ? all.Classes.Count : 4, perClass = Whole ? 5 : 3;
        ClassFolder data = all.Select(Enumerable.Range(0, all.Images.Count).Where(index => all.Labels[index] < classes));
        ClassSplit split = ClassSplit.ByCount(data.Labels, TrainPerClass, perClass, seed: 1, data.Classes);

        var context = new MLContext(1);
        var options = new SppFeatureOptions { Sizes = [224], Normalization = FeatureNormalization.L2PerPart };
        using var model = (IDisposable)context.Transforms.ExtractSppFeatures("ImagePath", network, options, column)
            .AppendCacheCheckpoint(context)
            .Append(context.MulticlassClassification.Trainers.LinearSvc(new LinearSvcOptions { Cost = 10 }))
            .Fit(context.Data.LoadImageFolder(data.Select(split.Train)));
        ClassFolder test = data.Select(split.Test.Take(Whole ? 500 : 12));
        float[][] scores = [.. ((ITransformer)model).Transform(context.Data.LoadImageFolder(test)).GetColumn<float[]>("Score")];

        var explainer = new LinearExplainer((ITransformer)model);
        double worst = 0, worstOfAll = 0;
        var before = new List<double>();
        var lost = Sides.ToDictionary(side => side, _ => (Important: new List<double>(), Random: new List<double>()));
        for (int index = 0; index < test.Images.Count; index++)
        {
            ExplainedImage image = explainer.Read(test.Images[index].Path);
            // A class without training images is as unlikely as a number can be.
            double largest = scores[index].Where(score => score > float.MinValue / 2).Max(Math.Abs);
            for (int one = 0; one < explainer.Classes.Count; one++)
            {
                if (scores[index][one] <= float.MinValue / 2)
                    continue;
                ScoreExplanation explanation = image.Explain(explainer.Classes[one]);
                double sum = explanation.Bias + explanation.SumOfCells;
                // A class that is not predicted may have any score, 0 too.
                worstOfAll = Math.Max(worstOfAll, Math.Abs(sum - scores[index][one]) / largest);
                if (explanation.Class == image.Ranking[0].Class)
                    worst = Math.Max(worst, Math.Abs(sum - explanation.Score) / Math.Abs(explanation.Score));
            }

            if (index % (Whole ? 10 : 1) == 0)
                before.Add(Delete(explainer, test.Images[index].Path, image.Explain(), index, lost));
        }

        Report(weights, test.Images.Count, (worst, worstOfAll), before, lost);
        Assert.IsLessThan(1e-4, worst);
        Assert.IsLessThan(1e-4, worstOfAll);
        foreach (int side in Sides)
            Assert.IsGreaterThan(1.5 * lost[side].Random.Average(), lost[side].Important.Average(), $"{side}");
    }

    /// <summary>Greys windows of a photograph and notes what the score loses; gives the score that there was.</summary>
    private static double Delete(
        LinearExplainer explainer, string path, ScoreExplanation explanation, int seed,
        Dictionary<int, (List<double> Important, List<double> Random)> lost)
    {
        HeatMap map = HeatMap.Of(explanation, Raster, Raster);
        var random = new Random(seed);
        using MLImage photograph = ImageFile.Load(path);
        double Score(MLImage image) => explainer.Read(image).Ranking.Single(one => one.Class == explanation.Class).Score;
        // As it is with all of its pixels: a path may be decoded at a reduced scale.
        double whole = Score(photograph);
        foreach (int side in Sides)
        {
            var places = from y in Enumerable.Range(0, Raster - side + 1) from x in Enumerable.Range(0, Raster - side + 1) select (x, y);
            (int left, int top) = places.MaxBy(place => Sum(map, place, side));
            lost[side].Important.Add(whole - Without(left, top, side));
            for (int draw = 0; draw < RandomWindows; draw++)
                lost[side].Random.Add(whole - Without(random.Next(Raster - side + 1), random.Next(Raster - side + 1), side));
        }

        return whole;

        double Without(int left, int top, int side)
        {
            using MLImage gray = Grayed(photograph, left, top, side);
            return Score(gray);
        }
    }

    private static double Sum(HeatMap map, (int X, int Y) place, int side)
    {
        double sum = 0;
        for (int y = place.Y; y < place.Y + side; y++)
        {
            for (int x = place.X; x < place.X + side; x++)
                sum += map[x, y];
        }

        return sum;
    }

    /// <summary>A window in the mean colour of ImageNet's photographs.</summary>
    private static MLImage Grayed(MLImage photograph, int left, int top, int side)
    {
        byte[] pixels = photograph.Pixels.ToArray(), gray = [104, 116, 124];
        for (int y = top * photograph.Height / Raster; y < (top + side) * photograph.Height / Raster; y++)
        {
            for (int x = left * photograph.Width / Raster; x < (left + side) * photograph.Width / Raster; x++)
                gray.CopyTo(pixels, 4 * (y * photograph.Width + x));
        }

        return MLImage.CreateFromPixels(photograph.Width, photograph.Height, MLPixelFormat.Bgra32, pixels);
    }

    private static void Report(
        string weights, int photographs, (double Predicted, double All) worst, List<double> before,
        Dictionary<int, (List<double> Important, List<double> Random)> lost)
    {
        IEnumerable<string> curve = Sides.Select(side => string.Create(
            CultureInfo.InvariantCulture,
            $"{100.0 * side * side / (Raster * Raster):F0} %: {lost[side].Important.Average():F3} / {lost[side].Random.Average():F3}"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{weights}: {photographs} photographs, worst |bias + cells - score| / |score| {worst.Predicted:E1} of the predicted class, "
            + $"{worst.All:E1} of all classes from ML.NET's, over the largest; "
            + $"{before.Count} photographs of mean score {before.Average():F3} lose with the most important / a random window of "
            + $"{string.Join(", ", curve)}"));
    }
}
