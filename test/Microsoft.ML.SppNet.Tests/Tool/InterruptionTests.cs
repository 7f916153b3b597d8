using Microsoft.ML.SppNet.Tool;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class InterruptionTests
{
    /// <summary>An assembly that is missing shows before any command runs.</summary>
    [TestMethod]
    public void WhateverFailsIsASentenceAndAnExitCode()
    {
        using var interruption = new Interruption();
        using var error = new StringWriter { NewLine = "\n" };
        var console = new ToolConsole(TextWriter.Null, error, Interactive: false);
        const string message = "Could not load file or assembly 'System.CommandLine'. The system cannot find the file specified.";
        Assert.AreEqual((1, $"sppnet: {message}\n"),
            (interruption.Run(() => throw new FileNotFoundException(message), console), error.ToString()));
        Assert.AreEqual(7, interruption.Run(() => 7, console));
    }

    [TestMethod]
    public void AWrapperOfDotNetIsNotWhatIsSaid()
    {
        var inside = new DllNotFoundException("Unable to load shared library 'libSkiaSharp' or one of its dependencies.");
        Assert.AreEqual(inside.Message, Failures.Sentence(new TypeInitializationException("SkiaSharp.SKData", inside)));
        Assert.AreEqual(
            inside.Message,
            Failures.Sentence(new System.Reflection.TargetInvocationException(new TypeInitializationException("A", inside))));
    }
}
