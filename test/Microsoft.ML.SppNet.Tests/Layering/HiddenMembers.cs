using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>What a type names of ML.NET that ML.NET does not show to others, found in the assemblies as they are shipped.</summary>
internal sealed class HiddenMembers : IDisposable
{
    private const string Family = "Microsoft.ML";
    private readonly DefaultAssemblyResolver _resolver = new();

    internal HiddenMembers(string folder) => _resolver.AddSearchDirectory(folder);

    internal ReaderParameters Parameters => new() { AssemblyResolver = _resolver };

    public void Dispose() => _resolver.Dispose();

    internal IEnumerable<string> Of(TypeDefinition type) => type.NestedTypes.SelectMany(Of)
        .Concat(TypeUses.Of(type).Where(IsHidden).Select(used => used.FullName))
        .Concat(type.Methods.Where(method => method.HasBody).SelectMany(method => method.Body.Instructions).Select(Hidden).OfType<string>())
        .Distinct();

    private string? Hidden(Instruction instruction) => instruction.Operand switch
    {
        MethodReference method when IsForeign(method.DeclaringType)
            && Resolve(method) is { IsPublic: false, IsFamily: false, IsFamilyOrAssembly: false } hidden =>
            hidden.FullName,
        FieldReference field when IsForeign(field.DeclaringType)
            && field.Resolve() is { IsPublic: false, IsFamily: false, IsFamilyOrAssembly: false } hidden =>
            hidden.FullName,
        _ => null,
    };

    private static MethodDefinition? Resolve(MethodReference method) => method.GetElementMethod().Resolve();

    private static bool IsHidden(TypeReference type) => IsForeign(type) && type.Resolve() is { } found && !IsShown(found);

    private static bool IsShown(TypeDefinition type) =>
        type.DeclaringType is { } outer
            ? (type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamilyOrAssembly) && IsShown(outer)
            : type.IsPublic;

    /// <summary>ML.NET's assemblies have our own names' beginning.</summary>
    private static bool IsForeign(TypeReference type) => type.GetElementType().Scope is AssemblyNameReference assembly
        && (assembly.Name == Family || assembly.Name.StartsWith(Family + ".", StringComparison.Ordinal));
}
