using System.Runtime.CompilerServices;

// What ML.NET keeps internal and this project needs: SchemaShape columns, model saving, trainer bases, data cursors, and what the stages
// of a fitted pipeline do. Each use is in Interop/ and has a test; see docs/decisions/0001-mlnet-internals.md.
[assembly: IgnoresAccessChecksTo("Microsoft.ML.Core")]
[assembly: IgnoresAccessChecksTo("Microsoft.ML.Data")]
[assembly: IgnoresAccessChecksTo("Microsoft.ML.DataView")]
[assembly: IgnoresAccessChecksTo("Microsoft.ML.StandardTrainers")]
[assembly: IgnoresAccessChecksTo("Microsoft.ML.Transforms")]

namespace System.Runtime.CompilerServices;

/// <summary>Tells the runtime to let this assembly use the internal members of another; the runtime knows it by its full name
/// alone.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class IgnoresAccessChecksToAttribute(string assemblyName) : Attribute
{
    public string AssemblyName { get; } = assemblyName;
}
