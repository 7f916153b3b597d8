using System.CommandLine;

namespace Microsoft.ML.SppNet.Tool;

/// <summary><c>sppnet explain</c>: which places of a photograph a model's score comes from.</summary>
internal static class ExplainCommand
{
    internal static CliCommand Create(ToolConsole console)
    {
        var image = new Argument<string>("IMAGE") { Description = "The photograph." };
        var model = new Option<string>("--model")
        {
            Description = "A model of sppnet fit, or any ML.NET model with SPP features and a linear model.",
            HelpName = "MODEL.zip",
            Required = true,
        };
        var className = new Option<string?>("--class")
        {
            Description = "The class to explain. [default: the predicted one]", HelpName = "NAME",
        };
        var output = new Option<string?>("--output")
        {
            Description = "A page with pictures and numbers, or the picture alone.", HelpName = "PAGE.html|PICTURE.png",
        };
        var json = new JsonOption();
        var command = new CliCommand("explain", "Show which places of a photograph a model's score comes from.")
        {
            image, model, className, output, json,
        };
        command.SetAction(result => new ExplainRun(console, result.GetRequiredValue(image), result.GetRequiredValue(model))
        {
            ClassName = result.GetValue(className),
            Output = result.GetValue(output),
            JsonPath = json.Read(result),
        }.Execute());
        return command;
    }
}
