namespace Microsoft.ML.SppNet.Tool;

internal static class Program
{
    private static int Main(string[] args)
    {
        using var interruption = new Interruption();
        var console = new ToolConsole(Console.Out, Console.Error, Interactive: !Console.IsErrorRedirected) { Columns = Columns };
        return interruption.Run(() => ToolCommandLine.Run(args, console, interruption.Token), console);
    }

    /// <summary>Some terminals say 0, and some refuse to say.</summary>
    private static int Columns()
    {
        try
        {
            return Console.WindowWidth is > 0 and var width ? width : 80;
        }
        catch (IOException)
        {
            return 80;
        }
    }
}
