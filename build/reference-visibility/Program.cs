// Copies a reference assembly with its internal members made visible to the compiler:
//     reference-visibility INPUT.dll OUTPUT.dll
// Only the visibility flags in the TypeDef, MethodDef and Field tables change (ECMA-335 II.22 and II.23.1); not a byte moves, so the
// result stays a valid assembly. It is used at compile time alone: the packages stay as published, and at run time access is granted
// by IgnoresAccessChecksToAttribute (src/Microsoft.ML.SppNet/Interop).
using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

if (args.Length != 2)
{
    Console.Error.WriteLine("usage: reference-visibility INPUT.dll OUTPUT.dll");
    return 2;
}

byte[] image = File.ReadAllBytes(args[0]);
using var pe = new PEReader(new MemoryStream(image, writable: false));
MetadataReader metadata = pe.GetMetadataReader();
int metadataStart = pe.PEHeaders.MetadataStartOffset;

// The offsets are those of the Flags column in each row; visibility is in its low three bits.
Rewrite(TableIndex.TypeDef, flagsOffset: 0, VisibleType);
Rewrite(TableIndex.MethodDef, flagsOffset: 6, VisibleMember);
Rewrite(TableIndex.Field, flagsOffset: 0, VisibleMember);

Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(args[1]))!);
File.WriteAllBytes(args[1], image);
return 0;

void Rewrite(TableIndex table, int flagsOffset, Func<int, int> visible)
{
    int start = metadataStart + metadata.GetTableMetadataOffset(table) + flagsOffset;
    int rowSize = metadata.GetTableRowSize(table);
    for (int row = 0; row < metadata.GetTableRowCount(table); row++)
    {
        Span<byte> flags = image.AsSpan(start + row * rowSize, sizeof(ushort));
        int value = BinaryPrimitives.ReadUInt16LittleEndian(flags);
        BinaryPrimitives.WriteUInt16LittleEndian(flags, (ushort)visible(value));
    }
}

static int VisibleType(int flags) => (TypeAttributes)(flags & (int)TypeAttributes.VisibilityMask) switch
{
    TypeAttributes.NotPublic => With(flags, TypeAttributes.VisibilityMask, TypeAttributes.Public),
    TypeAttributes.NestedPrivate or TypeAttributes.NestedAssembly =>
        With(flags, TypeAttributes.VisibilityMask, TypeAttributes.NestedPublic),
    TypeAttributes.NestedFamANDAssem => With(flags, TypeAttributes.VisibilityMask, TypeAttributes.NestedFamily),
    _ => flags,
};

// Private members stay private: fields of the same name in a base class would otherwise become ambiguous.
static int VisibleMember(int flags) => (MethodAttributes)(flags & (int)MethodAttributes.MemberAccessMask) switch
{
    MethodAttributes.Assembly => With(flags, MethodAttributes.MemberAccessMask, MethodAttributes.Public),
    MethodAttributes.FamANDAssem => With(flags, MethodAttributes.MemberAccessMask, MethodAttributes.Family),
    _ => flags,
};

static int With(int flags, Enum mask, Enum value) =>
    (flags & ~Convert.ToInt32(mask, null)) | Convert.ToInt32(value, null);
