using System.CommandLine;

namespace Microsoft.ML.SppNet.Tool;

/// <summary><c>sppnet classify voc2007</c>.</summary>
internal static class Voc2007Command
{
    internal static CliCommand Create(ToolConsole console, CancellationToken cancellation)
    {
        var data = new Option<string>("--data")
            { Description = "The folder VOC2007 of the development kit.", HelpName = "FOLDER", Required = true };
        var train = new Option<string>("--train-set")
        {
            Description = "The image set to train on.", HelpName = "NAME", DefaultValueFactory = _ => "trainval",
        };
        var test = new Option<string>("--test-set")
            { Description = "The image set to test on.", HelpName = "NAME", DefaultValueFactory = _ => "test" };
        var common = new ClassifyOptions();
        var command = new CliCommand("voc2007", "PASCAL VOC 2007 (He et al., section 3.2): mean average precision over the 20 classes.")
            { data, train, test };
        common.AddTo(command);
        command.SetAction(result => new Voc2007Run(common.Source(console, result), result.GetRequiredValue(data))
        {
            TrainSet = result.GetRequiredValue(train),
            TestSet = result.GetRequiredValue(test),
            Cost = common.Cost(result),
            Charts = common.Charts(result),
        }.Execute(cancellation));
        return command;
    }
}
