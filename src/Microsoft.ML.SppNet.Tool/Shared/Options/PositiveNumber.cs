using System.CommandLine;
using System.Globalization;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>Options that take one finite number above 0.</summary>
internal static class PositiveNumber
{
    /// <summary>An option that is null where it is not given.</summary>
    internal static Option<double?> Of(string name, string helpName, string description, bool orZero = false) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result =>
        {
            string given = result.Tokens[0].Value;
            if (TryParse(given, orZero) is { } number)
                return number;
            result.AddError($"{name} is a number {(orZero ? "from 0 on" : "above 0")}, not '{given}'.");
            return null;
        },
    };

    internal static double? TryParse(string text, bool orZero = false) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
        && double.IsFinite(number) && (number > 0 || (orZero && number == 0)) ? number : null;
}
