using Mono.Cecil;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>The tool is a program like any other of the library's users, but for the plumbing that decision 11 lists.</summary>
[TestClass]
public sealed class ToolInternalsTests
{
    private static readonly string[] Plumbing =
    [
        "AtomicFile", "ClassColors", "CsvText", "FeatureMatrix.AddOwned", "IParameterSource", "IWeightFile",
        "ImageClassifier", "ImageClassifierFit", "ImagePath", "LibTorchException", "ListColumn`1", "ListColumn`2",
        "ListDataView`1", "ModelCardMetadata", "NativeTensor", "NetworkCatalog.Resolve", "NetworkParameters",
        "OcclusionResult.get_Colors", "PretrainedNetworks.OpenDefault", "ReadValue`2", "RecognisedWeights",
        "RunDevice", "SequentialColors", "SpecialFile", "SppFeatureExtractor..ctor",
        "SppFeatureTransformer.Transform", "SppNetwork.Save", "SppNetwork.Share", "SppNetwork.get_Parameters",
        "TestAnswer", "TextLine", "TorchBackend", "TorchFacts", "TorchScriptFile", "UnknownProposals", "WeightFile",
        "WeightRecognition", "WeightTensor",
    ];

    [TestMethod]
    public void TheToolUsesNoInternalsButThePlumbing() =>
        Assert.AreEqual(string.Join('\n', Plumbing.Order(StringComparer.Ordinal)), string.Join('\n', Used()));

    private static IEnumerable<string> Used()
    {
        using AssemblyDefinition tool = AssemblyDefinition.ReadAssembly(typeof(Tool.ToolConsole).Assembly.Location);
        using AssemblyDefinition library = AssemblyDefinition.ReadAssembly(typeof(SppNetwork).Assembly.Location);
        Dictionary<string, TypeDefinition> types = library.MainModule.GetTypes().ToDictionary(type => type.FullName);
        IEnumerable<string> hidden = tool.MainModule.GetTypeReferences()
            .Where(type => types.TryGetValue(type.FullName, out TypeDefinition? found) && !IsPublic(found))
            .Select(type => type.Name);
        IEnumerable<string> members = tool.MainModule.GetMemberReferences()
            .Where(member => types.TryGetValue(member.DeclaringType.GetElementType().FullName, out TypeDefinition? found)
                && IsPublic(found) && !IsPublic(found, member))
            .Select(member => $"{member.DeclaringType.GetElementType().Name}.{member.Name}");
        return [.. hidden.Concat(members).Distinct().Order(StringComparer.Ordinal)];
    }

    private static bool IsPublic(TypeDefinition type) => type.IsPublic || (type.IsNestedPublic && IsPublic(type.DeclaringType));

    private static bool IsPublic(TypeDefinition type, MemberReference member) =>
        type.Methods.Any(method => method.Name == member.Name && (method.IsPublic || method.IsFamily)
            && (member is not MethodReference call || call.Parameters.Count == method.Parameters.Count))
        || type.Fields.Any(field => field.Name == member.Name && field.IsPublic);
}
