using System.CommandLine;
using Microsoft.ML.SppNet.LinearSvc;

namespace Microsoft.ML.SppNet.Tool;

/// <summary><c>sppnet classify features</c>: the SVM alone, on features from files.</summary>
internal static class FeatureFilesCommand
{
    internal static CliCommand Create(ToolConsole console, CancellationToken cancellation)
    {
        var train = new Option<string>("--train")
            { Description = "Training rows in LIBSVM's format.", HelpName = "A.svm", Required = true };
        var test = new Option<string>("--test") { Description = "Test rows.", HelpName = "B.svm", Required = true };
        Option<LinearSvcLoss?> loss = Choice.Of(
            "--loss", "What an example on the wrong side costs: LIBLINEAR's -s 1 or -s 3. [default: squared-hinge]",
            ("squared-hinge", LinearSvcLoss.SquaredHinge), ("hinge", LinearSvcLoss.Hinge));
        Option<double?> cost = PositiveNumber.Of("--cost", "C", "The price C of an example's loss, LIBLINEAR's -c. [default: 1]");
        Option<double?> weight = PositiveNumber.Of("--positive-weight", "W",
            "Multiplies the cost of the class at hand, of two classes the one of the higher number; LIBLINEAR's -wi. [default: 1]");
        Option<double?> bias = PositiveNumber.Of("--bias", "B",
            "The constant feature that the bias is the weight of, LIBLINEAR's -B; 0: no bias. [default: 1]", orZero: true);
        Option<double?> tolerance = PositiveNumber.Of("--tolerance", "T",
            "Training ends when gradients differ by no more, LIBLINEAR's -e. [default: 0.1]");
        var json = new JsonOption();
        var quiet = new Option<bool>("--quiet") { Description = "No progress bar." };

        var command = new CliCommand(
            "features",
            "Train a one-versus-rest linear SVM on one file of features and test it on another; the defaults are those of LIBLINEAR's "
                + "train -s 1 -B 1.")
        {
            train, test, loss, cost, weight, bias, tolerance, json, quiet,
        };
        command.SetAction(result =>
        {
            var usual = new LinearSvcOptions();
            return new FeatureFilesRun(console, result.GetRequiredValue(train), result.GetRequiredValue(test))
            {
                JsonPath = json.Read(result),
                Quiet = result.GetValue(quiet),
            }.Execute(progress => new LinearSvcOptions
            {
                Loss = result.GetValue(loss) ?? usual.Loss,
                Cost = result.GetValue(cost) ?? usual.Cost,
                PositiveWeight = result.GetValue(weight) ?? usual.PositiveWeight,
                Bias = result.GetValue(bias) ?? usual.Bias,
                Tolerance = result.GetValue(tolerance) ?? usual.Tolerance,
                Progress = progress,
                CancellationToken = cancellation,
            });
        });
        return command;
    }
}
