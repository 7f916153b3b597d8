namespace Microsoft.ML.SppNet.Tool;

internal static class Program
{
    private static int Main(string[] args)
    {
        using var interruption = new Interruption();
        return ToolCommandLine.Run(args, new ToolConsole(Console.Out, Console.Error, Interactive: !Console.IsErrorRedirected), interruption.Token);
    }
}
