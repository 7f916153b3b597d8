using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>Options that take several values in one word, separated by commas.</summary>
internal static class CommaList
{
    internal static Option<string[]?> OfNames(string name, string helpName, string description) =>
        Of(name, helpName, description, result => Split(result));

    /// <summary>The values, or null where the option is not given, for which the parser has an empty array.</summary>
    internal static T[]? Given<T>(this ParseResult result, Option<T[]?> option) =>
        result.GetResult(option) is { Implicit: false } ? result.GetValue(option) : null;

    internal static Option<T[]?> OfNumbers<T>(string name, string helpName, string description, int? count = null)
        where T : struct, INumber<T> =>
        Of(name, helpName, description, result => Numbers<T>(name, result, Split(result), count));

    /// <summary>The numbers in a list of texts; an error on the option where one is none.</summary>
    internal static T[]? Numbers<T>(string name, ArgumentResult result, string[] parts, int? count = null)
        where T : struct, INumber<T>
    {
        T[] values = new T[parts.Length];
        bool good = count is null || parts.Length == count;
        for (int index = 0; index < parts.Length && good; index++)
            good = T.TryParse(parts[index], CultureInfo.InvariantCulture, out values[index]);
        if (good)
            return values;
        string wanted = count is { } number ? $"{number} numbers" : "numbers";
        result.AddError($"{name} takes {wanted} separated by commas, not '{result.Tokens[0].Value}'.");
        return null;
    }

    internal static Option<T[]?> Of<T>(string name, string helpName, string description, Func<ArgumentResult, T[]?> parse) =>
        new(name)
        {
            Description = description,
            HelpName = helpName,
            Arity = ArgumentArity.ExactlyOne,
            CustomParser = parse,
        };

    internal static string[] Split(ArgumentResult result) => result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries);
}
