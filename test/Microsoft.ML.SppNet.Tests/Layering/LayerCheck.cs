using Mono.Cecil;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>A type with the layer that its source lies in.</summary>
internal sealed record LayeredType(string Name, string Namespace, string Layer, bool IsPublic, IReadOnlyList<string> Uses);

/// <summary>Holds the types of an assembly against the table of layers.</summary>
internal static class LayerCheck
{
    /// <summary>The types whose source lies under a folder, each in its layer; what is nested in a type belongs to it.</summary>
    internal static IReadOnlyList<LayeredType> Read(string assembly, string root, List<string> problems)
    {
        using var folders = new SourceFolders(assembly, root);
        using AssemblyDefinition definition = AssemblyDefinition.ReadAssembly(assembly);
        var types = new List<LayeredType>();
        foreach (TypeDefinition type in definition.MainModule.Types)
        {
            string[] layers = [.. WithNested(type)
                .SelectMany(each => folders.Of(each.MetadataToken.ToInt32(), each.Methods.Select(method => method.MetadataToken.ToInt32())))
                .Select(folder => LayerTable.LayerOf(folder) ?? $"({folder})").Distinct()];
            if (layers.Length > 1 || layers.Any(layer => layer.StartsWith('(')))
                problems.Add($"{type.FullName} lies in {string.Join(" and ", layers)}, which is no one layer of the table");
            else if (layers.Length == 1)
                types.Add(new(type.FullName, type.Namespace, layers[0], type.IsPublic,
                    [.. TypeUses.Of(type).Select(Outermost).Distinct()]));
        }

        return types;
    }

    /// <summary>A sentence for each type that uses one of a layer it must not, and for each internal type outside its layer's
    /// namespace.</summary>
    internal static IEnumerable<string> Violations(IReadOnlyList<LayeredType> types)
    {
        Dictionary<string, string> layers = types.ToDictionary(type => type.Name, type => type.Layer);
        foreach (LayeredType type in types)
        {
            foreach (string used in type.Uses.Where(used => layers.TryGetValue(used, out string? layer)
                && !LayerTable.MayUse(type.Layer, layer)))
                yield return $"{Place(type.Layer)} must not use {Place(layers[used])}: {type.Name} -> {used}";
            if (!type.IsPublic && type.Namespace != LayerTable.NamespaceOf(type.Layer))
                yield return $"{Place(type.Layer)} holds an internal type of another namespace: {type.Name}";
        }
    }

    private static string Place(string layer) => layer.Length == 0 ? "the project's folder" : layer + "/";

    private static IEnumerable<TypeDefinition> WithNested(TypeDefinition type) => type.NestedTypes.SelectMany(WithNested).Append(type);

    private static string Outermost(TypeReference type) => type.DeclaringType is { } outer ? Outermost(outer) : type.FullName;
}
