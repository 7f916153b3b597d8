// Takes out of an assembly's documentation file what is about members that its users cannot see:
//     public-docs ASSEMBLY.dll ASSEMBLY.xml
// The compiler writes down every comment, of internal and private members too.
using System.Xml.Linq;
using Mono.Cecil;
using Mono.Cecil.Rocks;

if (args.Length != 2)
{
    Console.Error.WriteLine("usage: public-docs ASSEMBLY.dll ASSEMBLY.xml");
    return 2;
}

using AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(args[0]);
HashSet<string> shown = [.. assembly.MainModule.Types.SelectMany(Shown).Select(DocCommentId.GetDocCommentId)];
XDocument documentation = XDocument.Load(args[1], LoadOptions.PreserveWhitespace);
XElement[] hidden = [.. documentation.Descendants("member").Where(member => !shown.Contains((string?)member.Attribute("name") ?? ""))];
foreach (XElement member in hidden)
{
    // With the line break before it, so that no empty lines stay.
    (member.PreviousNode as XText)?.Remove();
    member.Remove();
}

if (hidden.Length > 0)
    documentation.Save(args[1], SaveOptions.DisableFormatting);
return 0;

static IEnumerable<IMemberDefinition> Shown(TypeDefinition type)
{
    if (!(type.IsPublic || type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamilyOrAssembly))
        return [];
    return
    [
        type,
        .. type.NestedTypes.SelectMany(Shown),
        .. type.Fields.Where(field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly),
        .. type.Methods.Where(IsShown),
        .. type.Properties.Where(property => IsShown(property.GetMethod) || IsShown(property.SetMethod)),
        .. type.Events.Where(@event => IsShown(@event.AddMethod)),
    ];
}

static bool IsShown(MethodDefinition? method) => method is not null && (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly);
