using System.Globalization;

namespace Microsoft.ML.SppNet.Benchmarks;

/// <summary>The comparison as Markdown.</summary>
internal static class TrunkTables
{
    internal static IEnumerable<string> Times(IReadOnlyList<CaseResult> results)
    {
        string[] all = [Candidates.Product, .. Candidates.Rivals];
        yield return $"| trunk | {string.Join(" | ", all)} | {string.Join(" | ", Candidates.Rivals.Select(rival => "against " + rival))} |";
        yield return "|---|" + string.Concat(Enumerable.Repeat("---|", all.Length + Candidates.Rivals.Length));
        foreach (CaseResult result in results)
            yield return $"| {result.Architecture}, {result.Name} | {string.Join(" | ", all.Select(name => result.Times[name]))} | "
                + $"{string.Join(" | ", Candidates.Rivals.Select(rival => Number(result.Ratio(rival))))} |";
        yield return "";
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"Largest relative difference between two candidates' maps: {results.Max(result => result.Difference):0.0E+0}.");
    }

    internal static IEnumerable<string> Targets(IReadOnlyList<CaseResult> results)
    {
        yield return "| target | least ratio | where | |";
        yield return "|---|---|---|---|";
        foreach (Target target in Target.All)
        {
            CaseResult[] cases = [.. results.Where(result => result.Architecture == target.Architecture)];
            if (cases.Length == 0)
                continue;
            CaseResult worst = cases.MinBy(result => result.Ratio(target.Rival))!;
            double ratio = worst.Ratio(target.Rival);
            yield return $"| {target.Architecture} at least {Number(target.AtLeast)} times as fast as {target.Rival} | {Number(ratio)} | "
                + $"{worst.Name} | "
                + (ratio >= target.AtLeast ? "met |" : "missed |");
        }
    }

    internal static string Number(double value) => value.ToString("F2", CultureInfo.InvariantCulture);
}
