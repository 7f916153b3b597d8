namespace Microsoft.ML.SppNet.Tool;

internal static class Program
{
    /// <summary>Long enough that short runs say nothing, short enough that nobody takes a long one for hanging.</summary>
    private static readonly TimeSpan MostSilence = TimeSpan.FromSeconds(30);

    private static int Main(string[] args)
    {
        using var interruption = new Interruption();
        bool watched = !Console.IsErrorRedirected;
        using Heartbeat? heartbeat = watched || args.Contains("--quiet")
            ? null
            : new Heartbeat(Console.Error, MostSilence, TimeProvider.System);
        var console = new ToolConsole(Console.Out, heartbeat ?? Console.Error, Interactive: watched) { Columns = Columns };
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
