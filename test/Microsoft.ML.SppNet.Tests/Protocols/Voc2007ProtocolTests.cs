using Microsoft.ML.SppNet.Data;
using Microsoft.ML.SppNet.Protocols;
using Microsoft.ML.SppNet.Tool;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class Voc2007ProtocolTests
{
    private const int Images = 60;

    private static readonly Voc2007Options s_ten = new() { Cost = 10 };

    private static readonly int Classes = PascalVoc.ClassNames.Count;

    [TestMethod]
    public void SeparableFeaturesGiveAHundredPercent()
    {
        using TinyDataSet files = new();
        PascalVoc set = Set(files, Label);
        Voc2007Result result = Voc2007Protocol.Run(Features(place: image => image % Classes), set, Features(place: image => image % Classes), set, s_ten);
        Assert.AreEqual(1, result.MeanElevenPoint);
        Assert.AreEqual(1, result.MeanArea);
        CollectionAssert.AreEqual(PascalVoc.ClassNames.ToArray(), result.Classes.Select(one => one.ClassName).ToArray());
        Assert.IsTrue(result.Classes.All(one => one.Cost == 10 && one.Curve.Positives == 3));
    }

    [TestMethod]
    public void FeaturesThatSayNothingRankImagesAsTheyCome()
    {
        using TinyDataSet files = new();
        PascalVoc set = Set(files, Label);
        Voc2007Result result = Voc2007Protocol.Run(Features(_ => 0), set, Features(_ => 0), set);
        // Class 0's images are the 1st, 21st and 41st.
        Assert.AreEqual((1 + 2.0 / 21 + 3.0 / 41) / 3, result.Classes[0].Area, 1e-12);
        Assert.AreEqual(3.0 / 60, result.Classes[^1].Area, 1e-12);
    }

    [TestMethod]
    public void ImagesOfLabelZeroCountNeitherInTrainingNorInTest()
    {
        using TinyDataSet files = new(), others = new();
        // An image of class 1 that shows a difficult object of class 0: as a negative it would cost precision, as a positive recall.
        PascalVoc set = Set(files, (image, index) => index == 0 && image is 1 or 21 ? 0 : Label(image, index));
        FeatureMatrix features = Features(image => image % Classes), confusing = Features(image => image is 1 or 21 ? 0 : image % Classes);
        Voc2007Class result = Voc2007Protocol.Run(confusing, set, confusing, set, s_ten).Classes[0];
        Assert.AreEqual(1, result.ElevenPoint);
        Assert.AreEqual(3, result.Curve.Positives);
        Assert.AreEqual(Images - 2, result.Curve.Recall.Length);
        Voc2007Class negative = Voc2007Protocol.Run(features, Set(others, Label), confusing, Set(others, Label), s_ten).Classes[0];
        Assert.IsLessThan(1, negative.Area);
    }

    [TestMethod]
    public void WithoutACostACandidateIsChosenForEachClass()
    {
        using TinyDataSet files = new();
        PascalVoc set = Set(files, Label);
        Voc2007Result result = Voc2007Protocol.Run(Features(image => image % Classes), set, Features(image => image % Classes), set, new Voc2007Options { Cost = null });
        Assert.AreEqual(1, result.MeanArea);
        foreach (Voc2007Class one in result.Classes)
            CollectionAssert.Contains(CostSelection.Candidates, one.Cost);
    }

    [TestMethod]
    [DataRow(10.0, 1)]
    [DataRow(null, 2)]
    public void ProgressCountsEachClassThatIsTrainedAndEachChoiceOfACost(double? cost, int times)
    {
        using TinyDataSet files = new();
        PascalVoc set = Set(files, Label);
        FeatureMatrix features = Features(image => image % Classes);
        var reports = new List<ProtocolProgress>();
        var options = new Voc2007Options { Cost = cost, Progress = new StepProgress<ProtocolProgress>(reports.Add) };
        Voc2007Protocol.Run(features, set, features, set, options);
        CollectionAssert.AreEqual(
            Enumerable.Range(1, times * Classes).Select(done => new ProtocolProgress(done, times * Classes)).ToArray(), reports);
    }

    [TestMethod]
    public void WhatDoesNotFitIsSaid()
    {
        using TinyDataSet files = new(), without = new();
        PascalVoc set = Set(files, Label), noDog = Set(without, (image, index) => PascalVoc.ClassNames[index] == "dog" ? -1 : Label(image, index));
        FeatureMatrix features = Features(_ => 0);
        Assert.AreEqual(
            "There are 0 rows of features for the 60 images of 'trainval'. (Parameter 'features')",
            Assert.ThrowsExactly<ArgumentException>(() => Voc2007Protocol.Run(new FeatureMatrix(1), set, features, set)).Message);
        Assert.AreEqual(
            "The training set has no positive image of class 'dog'. (Parameter 'labels')",
            Assert.ThrowsExactly<ArgumentException>(() => Voc2007Protocol.Run(features, noDog, features, set)).Message);
        Assert.AreEqual(
            "The cost of an SVM is a number above 0, not 0. (Parameter 'Cost')",
            Assert.ThrowsExactly<ArgumentException>(() => Voc2007Protocol.Run(features, set, features, set, new() { Cost = 0 })).Message);
    }

    [TestMethod]
    [DataRow(10.0)]
    [DataRow(null)]
    public void ACancelledRunEnds(double? cost)
    {
        using TinyDataSet files = new();
        PascalVoc set = Set(files, Label);
        FeatureMatrix features = Features(image => image % Classes);
        var options = new Voc2007Options { Cost = cost, CancellationToken = new CancellationToken(canceled: true) };
        Assert.Throws<OperationCanceledException>(() => Voc2007Protocol.Run(features, set, features, set, options));
    }

    [TestMethod]
    public void AClassThatTheTestSetLacksDoesNotCountInTheMean()
    {
        using TinyDataSet files = new(), without = new();
        PascalVoc set = Set(files, Label), noDog = Set(without, (image, index) => PascalVoc.ClassNames[index] == "dog" ? -1 : Label(image, index));
        FeatureMatrix features = Features(image => image % Classes);
        Voc2007Result result = Voc2007Protocol.Run(features, set, features, noDog, s_ten);
        Assert.IsTrue(double.IsNaN(result.Classes.Single(one => one.ClassName == "dog").ElevenPoint));
        Assert.AreEqual(1, result.MeanElevenPoint);
    }

    private static int Label(int image, int index) => image % Classes == index ? 1 : -1;

    private static FeatureMatrix Features(Func<int, int> place)
    {
        var features = new FeatureMatrix(Classes);
        for (int image = 0; image < Images; image++)
        {
            float[] row = new float[Classes];
            row[place(image)] = 1;
            features.Add(row);
        }

        return features;
    }

    private static PascalVoc Set(TinyDataSet files, Func<int, int, int> label)
    {
        files.Write("VOC2007/ImageSets/Main/trainval.txt", string.Concat(Enumerable.Range(0, Images).Select(image => $"{image:D6}\n")));
        for (int index = 0; index < Classes; index++)
        {
            string lines = string.Concat(Enumerable.Range(0, Images).Select(image => $"{image:D6} {label(image, index)}\n"));
            files.Write($"VOC2007/ImageSets/Main/{PascalVoc.ClassNames[index]}_trainval.txt", lines);
        }

        for (int image = 0; image < Images; image++)
        {
            files.Write($"VOC2007/JPEGImages/{image:D6}.jpg", "");
            files.Write($"VOC2007/Annotations/{image:D6}.xml", "<annotation><size><width>50</width><height>40</height><depth>3</depth></size></annotation>");
        }

        return PascalVoc.Read(files.Root, "trainval");
    }
}
