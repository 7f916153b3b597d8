using System.CommandLine;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>An SVM's cost.</summary>
/// <param name="Value">The cost; null to choose it by cross-validation.</param>
internal sealed record Cost(double? Value);

/// <summary><c>--cost C|auto</c>.</summary>
internal sealed class CostOption : Option<Cost>
{
    internal CostOption()
        : base("--cost")
    {
        Description =
            "The price C of an example's loss; auto: of 0.01, 0.1, 1, 10, 100 the best in cross-validation on the training part. "
                + "[default: 1]";
        HelpName = "C|auto";
        CustomParser = result =>
        {
            string given = result.Tokens[0].Value;
            if (given.Equals("auto", StringComparison.OrdinalIgnoreCase))
                return new Cost(null);
            if (PositiveNumber.TryParse(given) is { } number)
                return new Cost(number);
            result.AddError($"--cost is a number above 0, or auto, not '{given}'.");
            return null;
        };
    }

    internal double? Read(ParseResult result) => result.GetValue(this) is { } given ? given.Value : 1;
}
