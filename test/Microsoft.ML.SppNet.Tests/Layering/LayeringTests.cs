using Mono.Cecil;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>The library's folders are layers (docs/decisions/0006-layers.md).</summary>
[TestClass]
public sealed class LayeringTests
{
    /// <summary>The compiler and the runtime know it by its full name.</summary>
    private const string Prescribed =
        "Interop/ holds an internal type of another namespace: System.Runtime.CompilerServices.IgnoresAccessChecksToAttribute";

    [TestMethod]
    public void NoFolderUsesOneAboveItAndInternalTypesAreInTheirFoldersNamespace()
    {
        List<string> problems = [];
        IReadOnlyList<LayeredType> types = LayerCheck.Read(typeof(SppNetwork).Assembly.Location, "src/Microsoft.ML.SppNet", problems);
        problems.AddRange(LayerCheck.Violations(types));
        Assert.Contains(Prescribed, problems);
        problems.Remove(Prescribed);
        Assert.AreEqual("", string.Join('\n', problems.Order(StringComparer.Ordinal)));
    }

    /// <summary>Every type has a layer, those without code included: otherwise whatever uses them would pass.</summary>
    [TestMethod]
    public void EveryTypeOfTheLibraryHasALayer()
    {
        List<string> problems = [];
        IReadOnlyList<LayeredType> types = LayerCheck.Read(typeof(SppNetwork).Assembly.Location, "src/Microsoft.ML.SppNet", problems);
        string[] known = [.. types.Select(type => type.Name)];
        string[] missing = [.. typeof(SppNetwork).Assembly.GetTypes()
            .Where(type => !type.IsNested && !type.Name.StartsWith('<') && type.Namespace is { } name
                && name.StartsWith(LayerTable.Namespace, StringComparison.Ordinal))
            .Select(type => type.FullName!).Where(name => !known.Contains(name))];
        Assert.AreEqual("", string.Join('\n', missing));
        Assert.Contains("Microsoft.ML.SppNet.ImageView", known, "an enumeration");
    }

    /// <summary>The folder Planted holds a lower layer that uses a higher one in each way there is.</summary>
    [TestMethod]
    public void PlantedViolationsAreFound()
    {
        List<string> problems = [];
        IReadOnlyList<LayeredType> types = LayerCheck.Read(typeof(LayeringTests).Assembly.Location, "Layering/Planted", problems);
        Assert.IsEmpty(problems);
        string[] expected =
        [
            "Data/ holds an internal type of another namespace: Microsoft.ML.SppNet.Elsewhere.Misplaced",
            "Data/ must not use Features/: Microsoft.ML.SppNet.Data.UsesInBody -> Microsoft.ML.SppNet.Features.PlantedExtractor",
            "Data/ must not use Features/: Microsoft.ML.SppNet.Data.UsesInClosure -> Microsoft.ML.SppNet.Features.PlantedExtractor",
            "Data/ must not use Features/: Microsoft.ML.SppNet.Data.UsesInSignature -> Microsoft.ML.SppNet.Features.PlantedChoice",
        ];
        CollectionAssert.AreEqual(expected, LayerCheck.Violations(types).Order(StringComparer.Ordinal).ToArray());
    }

    /// <summary>What ML.NET keeps internal is touched in Interop/ alone (docs/decisions/0001-mlnet-internals.md).</summary>
    [TestMethod]
    public void OnlyInteropNamesWhatMlNetKeepsInternal()
    {
        string assembly = typeof(SppNetwork).Assembly.Location;
        using var hidden = new HiddenMembers(Path.GetDirectoryName(assembly)!);
        using AssemblyDefinition definition = AssemblyDefinition.ReadAssembly(assembly, hidden.Parameters);
        ILookup<bool, string> uses = definition.MainModule.Types
            .SelectMany(type => hidden.Of(type)
                .Select(member => (Inside: type.Namespace == "Microsoft.ML.SppNet.Interop", Text: $"{type.FullName} -> {member}")))
            .ToLookup(use => use.Inside, use => use.Text);
        Assert.AreEqual("", string.Join('\n', uses[false]));
        Assert.Contains("Microsoft.ML.SppNet.Interop.OnnxRefusal -> Microsoft.ML.Model.OnnxConverter.ITransformCanSaveOnnx", uses[true],
            "a type");
        Assert.Contains(
            "Microsoft.ML.SppNet.Interop.ModelWriter -> System.Void Microsoft.ML.ModelSaveContext::CheckAtModel()", uses[true],
            "a member of a type that is public");
    }

    [TestMethod]
    public void TheTableKnowsFoldersInsideFolders()
    {
        Assert.AreEqual("Networks/Execution", LayerTable.LayerOf("Networks/Execution/Kernels"));
        Assert.AreEqual("Features", LayerTable.LayerOf("Features/Saving"));
        Assert.IsNull(LayerTable.LayerOf("Misc"));
        Assert.IsTrue(LayerTable.MayUse("Networks", "Networks/Execution"));
        Assert.IsFalse(LayerTable.MayUse("Networks/Execution", "Networks"));
        Assert.IsFalse(LayerTable.MayUse("Detection", "Training"), "neighbours do not use each other");
    }
}
