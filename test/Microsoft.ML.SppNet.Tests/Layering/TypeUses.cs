using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Every type that a type names: in its bases, attributes, members, signatures and method bodies. Constants and nameof leave no
/// trace.</summary>
internal static class TypeUses
{
    internal static IEnumerable<TypeReference> Of(TypeDefinition type)
    {
        IEnumerable<TypeReference?> uses =
        [
            type.BaseType,
            .. type.Interfaces.Select(implemented => implemented.InterfaceType),
            .. Attributes(type),
            .. Constraints(type),
            .. type.Fields.Select(field => field.FieldType),
            .. type.Fields.SelectMany(Attributes),
            .. type.Properties.SelectMany(Attributes),
            .. type.Methods.SelectMany(Of),
            .. type.NestedTypes.SelectMany(Of),
        ];
        return uses.OfType<TypeReference>().SelectMany(Open).Distinct();
    }

    private static IEnumerable<TypeReference?> Of(MethodDefinition method) =>
        [.. Signature(method), .. Attributes(method), .. Constraints(method), .. method.HasBody ? Of(method.Body) : []];

    private static IEnumerable<TypeReference?> Of(MethodBody body) =>
    [
        .. body.Variables.Select(variable => variable.VariableType),
        .. body.ExceptionHandlers.Select(handler => handler.CatchType),
        .. body.Instructions.SelectMany(instruction => instruction.Operand switch
        {
            TypeReference type => [type],
            MethodReference method => Signature(method),
            FieldReference field => [field.DeclaringType, field.FieldType],
            _ => Enumerable.Empty<TypeReference?>(),
        }),
    ];

    private static IEnumerable<TypeReference?> Signature(MethodReference method) =>
    [
        method.DeclaringType,
        method.ReturnType,
        .. method.Parameters.Select(parameter => parameter.ParameterType),
        .. method is GenericInstanceMethod generic ? generic.GenericArguments : [],
    ];

    private static IEnumerable<TypeReference?> Attributes(ICustomAttributeProvider provider) =>
        provider.CustomAttributes.SelectMany(attribute =>
        attribute.ConstructorArguments.Select(argument => argument.Value as TypeReference).Append(attribute.AttributeType));

    private static IEnumerable<TypeReference?> Constraints(IGenericParameterProvider provider) =>
        provider.GenericParameters.SelectMany(parameter => parameter.Constraints).Select(constraint => constraint.ConstraintType);

    /// <summary>What a type is made of: elements of arrays and pointers, and the arguments of generics.</summary>
    private static IEnumerable<TypeReference> Open(TypeReference type) => type switch
    {
        GenericParameter => [],
        GenericInstanceType generic => generic.GenericArguments.SelectMany(Open).Append(generic.ElementType),
        FunctionPointerType pointer => Signature(pointer).OfType<TypeReference>().SelectMany(Open),
        TypeSpecification specification => Open(specification.ElementType),
        _ => [type],
    };

    private static IEnumerable<TypeReference?> Signature(FunctionPointerType pointer) =>
        pointer.Parameters.Select(parameter => parameter.ParameterType).Append(pointer.ReturnType);
}
