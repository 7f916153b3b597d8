using System.Reflection;
using Microsoft.ML.SppNet.Features;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>
/// No option is forgotten: each property changes the cache's key, or is on the list that says why it need not, and each survives the saved
/// model, or is on the list that says why it does not.
/// </summary>
[TestClass]
public class FeatureOptionsCoverageTests
{
    /// <summary>A value other than the default for every property; a new property without one fails the test.</summary>
    private static readonly Dictionary<string, object> s_other = new()
    {
        [nameof(SppFeatureOptions.Sizes)] = new[] { 64, 96 },
        [nameof(SppFeatureOptions.Combine)] = SizeCombination.Max,
        [nameof(SppFeatureOptions.View)] = ImageView.Crop,
        [nameof(SppFeatureOptions.Flip)] = true,
        [nameof(SppFeatureOptions.Kernel)] = ResizeKernel.Bilinear,
        [nameof(SppFeatureOptions.Normalization)] = FeatureNormalization.L2PerPart,
        [nameof(SppFeatureOptions.TestViews)] = new TestViews(TestViewKind.Ten) { Window = 64, ShorterSide = 70, OnMaps = true },
        [nameof(SppFeatureOptions.BatchSize)] = 3,
        [nameof(SppFeatureOptions.Precision)] = InferencePrecision.BFloat16,
        [nameof(SppFeatureOptions.GpuDeviceId)] = 7,
        [nameof(SppFeatureOptions.FallbackToCpu)] = true,
        [nameof(SppFeatureOptions.ImageFolder)] = "pictures",
        [nameof(SppFeatureOptions.BadImages)] = BadImages.SkipRow,
        [nameof(SppFeatureColumn.Name)] = "Other",
        [nameof(SppFeatureColumn.Taps)] = new[] { "conv1" },
        [nameof(SppFeatureColumn.Levels)] = new[] { 2, 1 },
    };

    /// <summary>What changes no feature, and so is in no key.</summary>
    private static readonly string[] s_notInKey =
    [
        nameof(SppFeatureOptions.BatchSize), // Results do not depend on it.
        nameof(SppFeatureOptions.GpuDeviceId), nameof(SppFeatureOptions.FallbackToCpu), // Where it runs changes rounding at most.
        nameof(SppFeatureOptions.ImageFolder), // A file is known by its content.
        nameof(SppFeatureOptions.BadImages), // A bad image has no features to keep.
        nameof(SppFeatureColumn.Name), // What the vector is called.
    ];

    /// <summary>The loading machine's affair.</summary>
    private static readonly string[] s_notInModel = [nameof(SppFeatureOptions.GpuDeviceId), nameof(SppFeatureOptions.FallbackToCpu)];

    public static IEnumerable<object[]> OptionNames => Properties(typeof(SppFeatureOptions));

    public static IEnumerable<object[]> ColumnNames => Properties(typeof(SppFeatureColumn));

    [TestMethod]
    [DynamicData(nameof(OptionNames))]
    public void EveryOptionIsInTheCacheKeyOrOnTheList(string property)
    {
        // Crop needs a size: a base with one, which every variation but that of the sizes keeps. Test views have sizes of their own, and
        // read the logits.
        bool views = property == nameof(SppFeatureOptions.TestViews);
        SppFeatureOptions usual = new() { Sizes = views ? [] : [64] }, other = With(usual, property);
        SppFeatureColumn column = new("Features") { Taps = [views ? "logits" : "spp"] };
        Assert.AreEqual(s_notInKey.Contains(property), Key(usual, column).SequenceEqual(Key(other, column)), property);
    }

    [TestMethod]
    [DynamicData(nameof(ColumnNames))]
    public void EveryPropertyOfAColumnIsInTheCacheKeyOrOnTheList(string property)
    {
        SppFeatureColumn usual = new("Features"), other = With(usual, property);
        Assert.AreEqual(s_notInKey.Contains(property), Key(new(), usual).SequenceEqual(Key(new(), other)), property);
        Assert.AreNotEqual(Text(property, usual), Text(property, other));
    }

    [TestMethod]
    [DynamicData(nameof(OptionNames))]
    public void EveryOptionSurvivesTheModelOrIsOnTheList(string property)
    {
        SppFeatureOptions other = With(new SppFeatureOptions { Sizes = [64] }, property);
        (SppFeatureOptions read, _) = RoundTrip(other, new("Features"));
        Assert.AreEqual(!s_notInModel.Contains(property), Text(property, other) == Text(property, read), property);
    }

    [TestMethod]
    [DynamicData(nameof(ColumnNames))]
    public void EveryPropertyOfAColumnSurvivesTheModel(string property)
    {
        SppFeatureColumn other = With(new SppFeatureColumn("Features"), property);
        (_, SppFeatureColumn read) = RoundTrip(new(), other);
        Assert.AreEqual(Text(property, other), Text(property, read));
    }

    /// <summary>Whoever adds an option writes another format, which has another version: models of the one before are then refused in
    /// words.</summary>
    [TestMethod]
    public void AnotherSetOfOptionsIsAnotherVersionOfTheFormat()
    {
        string[] kept = [.. OptionNames.Concat(ColumnNames).Select(name => (string)name[0]).Where(name => !s_notInModel.Contains(name))
            .Order(StringComparer.Ordinal)];
        Assert.AreEqual(
            (0x00010003u,
                "BadImages BatchSize Combine Flip ImageFolder Kernel Levels Name Normalization Precision Sizes Taps TestViews View"),
            (SppModelFormat.Id.Version, string.Join(' ', kept)));
    }

    private static (SppFeatureOptions Options, SppFeatureColumn Column) RoundTrip(SppFeatureOptions options, SppFeatureColumn column)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true))
            SppOptionsFormat.Write(writer, options, [column]);
        stream.Position = 0;
        using var reader = new BinaryReader(stream);
        (SppFeatureOptions read, SppFeatureColumn[] columns) = SppOptionsFormat.Read(reader);
        return (read, columns.Single());
    }

    private static byte[] Key(SppFeatureOptions options, SppFeatureColumn column)
    {
        using SppNetwork network = SppNetwork.Create("sppnet-compact", classes: 2);
        // The processor may lack what an option asks for: the plan is what the key is made of, and the precision that was asked for stands
        // in it.
        using var extractor = new SppFeatureExtractor(network, options, [column], Networks.Execution.RunDevice.Cpu);
        return FeatureCacheKey.For(extractor);
    }

    private static T With<T>(T usual, string property)
        where T : class
    {
        var clone = (T)typeof(T).GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic)!.Invoke(usual, [])!;
        Assert.IsTrue(s_other.TryGetValue(property, out object? value),
            $"{property} is new: say here what else it may be, and whether it is in key and model");
        typeof(T).GetProperty(property)!.SetValue(clone, value);
        return clone;
    }

    private static string Text(string property, object of) => of.GetType().GetProperty(property)!.GetValue(of) switch
    {
        System.Collections.IEnumerable list and not string => string.Join(',', list.Cast<object>()),
        { } value => value.ToString()!,
        null => "",
    };

    private static IEnumerable<object[]> Properties(Type type) =>
        type.GetProperties(BindingFlags.Instance | BindingFlags.Public).Select(property => new object[] { property.Name });
}
