using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>Signals to programs under test.</summary>
internal static partial class Signals
{
    internal const int Interrupt = 2, Terminate = 15;

    /// <summary>
    /// What goes before a program's name, after <c>env</c>, so that it hears SIGINT: a background job inherits it as ignored, from
    /// <c>nohup build/test.sh &amp;</c>, say, and .NET leaves it so.
    /// </summary>
    internal static string[] Heard => OperatingSystem.IsLinux() ? ["--default-signal=INT"] : [];

    internal static void Send(Process process, int signal = Interrupt) => Assert.AreEqual(0, Kill(process.Id, signal));

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
