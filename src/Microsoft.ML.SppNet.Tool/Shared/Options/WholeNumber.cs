using System.CommandLine;
using System.Globalization;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>Options that take one whole number.</summary>
internal static class WholeNumber
{
    /// <summary>An option that is null where it is not given.</summary>
    internal static Option<int?> Of(string name, string description, int from, int to) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result =>
        {
            string given = result.Tokens[0].Value;
            if (TryParse(given, from, to) is { } number)
                return number;
            result.AddError($"{name} is a whole number from {from} to {to}, not '{given}'.");
            return null;
        },
    };

    /// <summary>A whole number in a range; null where the text is none.</summary>
    internal static int? TryParse(string text, int from, int to) =>
        int.TryParse(text, CultureInfo.InvariantCulture, out int number) && number >= from && number <= to ? number : null;
}
