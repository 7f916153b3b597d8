using System.CommandLine;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>Where features are kept from one run to the next.</summary>
internal sealed class CacheOptions
{
    private readonly Option<string?> _folder = new("--cache")
    {
        Description =
            "Where features are kept, so that no run computes them twice. [default: sppnet/features in the user's local application data]",
        HelpName = "FOLDER",
    };

    private readonly Option<bool> _none = new("--no-cache") { Description = "Keep no features." };

    internal void AddTo(CliCommand command)
    {
        command.Add(_folder);
        command.Add(_none);
    }

    /// <summary>The folder, or null for none: where the usual one cannot be used, that is said and nothing is kept.</summary>
    internal string? Read(ParseResult result, ToolConsole console)
    {
        string? folder = result.GetValue(_folder);
        if (result.GetValue(_none))
            return folder is null ? null : throw ToolException.Usage("--cache and --no-cache contradict one another.");
        if (folder is { Length: 0 })
            throw ToolException.Usage("--cache names no folder.");
        if (folder is null)
            return Usual(console);
        return WritableFolder.Problem(folder) is { } problem ? throw ToolException.BadInput($"--cache '{folder}': {problem}.") : folder;
    }

    private static string? Usual(ToolConsole console)
    {
        string data =
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        string folder = Path.Combine(data, "sppnet", "features");
        string? problem = data.Length == 0 ? "this user has no folder for local application data" : WritableFolder.Problem(folder);
        if (problem is null)
            return folder;
        console.Warn(
            $"{problem}: features are not kept for the next run; --cache FOLDER keeps them elsewhere, and --no-cache says that this is "
                + "meant.");
        return null;
    }
}
