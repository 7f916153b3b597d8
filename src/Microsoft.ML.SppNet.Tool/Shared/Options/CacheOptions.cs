using System.CommandLine;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>Where features are kept from one run to the next.</summary>
internal sealed class CacheOptions
{
    private readonly Option<string?> _folder = new("--cache")
    {
        Description = "Where features are kept, so that no run computes them twice. [default: sppnet/features in the user's local application data]",
        HelpName = "FOLDER",
    };

    private readonly Option<bool> _none = new("--no-cache") { Description = "Keep no features." };

    internal void AddTo(CliCommand command)
    {
        command.Add(_folder);
        command.Add(_none);
    }

    /// <summary>The folder, or null for none.</summary>
    internal string? Read(ParseResult result)
    {
        string? folder = result.GetValue(_folder);
        if (result.GetValue(_none))
            return folder is null ? null : throw ToolException.Usage("--cache and --no-cache contradict one another.");
        return folder is { Length: 0 } ? throw ToolException.Usage("--cache names no folder.") : folder ?? Usual();
    }

    private static string Usual()
    {
        string data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return data.Length > 0
            ? Path.Combine(data, "sppnet", "features")
            : throw ToolException.Usage("This user has no folder for local application data: say --cache FOLDER, or --no-cache.");
    }
}
