using System.CommandLine;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>Options that take one of a few words.</summary>
internal static class Choice
{
    /// <summary>An option that is null where it is not given.</summary>
    internal static Option<T?> Of<T>(string name, string description, params (string Word, T Value)[] words)
        where T : struct
    {
        string[] all = [.. words.Select(word => word.Word)];
        var option = new Option<T?>(name)
        {
            Description = description,
            HelpName = string.Join('|', all),
            CustomParser = result =>
            {
                string given = result.Tokens[0].Value;
                int index = Array.FindIndex(all, word => word.Equals(given, StringComparison.OrdinalIgnoreCase));
                if (index >= 0)
                    return words[index].Value;
                result.AddError($"{name} is one of {string.Join(", ", all)}, not '{given}'.");
                return null;
            },
        };
        option.CompletionSources.Add(all);
        return option;
    }
}
