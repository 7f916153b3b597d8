using System.CommandLine;
using Microsoft.ML.SppNet.Training;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>The options that name a teacher to learn from.</summary>
internal sealed class TeacherOptions
{
    private readonly Option<string?> _teacher =
        new("--teacher") { Description = "Weights of a network whose answers are learned beside the labels.", HelpName = "FILE" };
    private readonly Option<string?> _tap =
        new("--teacher-tap") { Description = "The teacher's layer. [default: logits]", HelpName = "NAME" };
    private readonly Option<int?> _size =
        WholeNumber.Of("--teacher-size", "Shorter side at which the teacher sees images. [default: 224]", 1, 16384);
    private readonly Option<double?> _weight =
        PositiveNumber.Of("--teacher-weight", "W", "The teacher's share of the loss, 0 to 1. [default: 0.5]", orZero: true);
    private readonly Option<double?> _temperature = PositiveNumber.Of("--temperature", "T", "What logits are divided by. [default: 2]");
    private readonly Option<string?> _cache = new("--teacher-cache")
    {
        Description = "Keep the teacher's answers there for another run.", HelpName = "FOLDER",
    };

    internal void AddTo(CliCommand command)
    {
        foreach (Option option in (Option[])[_teacher, _tap, _size, _weight, _temperature, _cache])
            command.Add(option);
    }

    /// <summary>Loads the teacher, where one is named; the caller disposes it.</summary>
    internal SppNetwork? Open(ParseResult result) =>
        result.GetValue(_teacher) is { } file ? ToolException.RefusedAsInput(() => SppNetwork.Load(file)) : null;

    internal Distillation? Read(ParseResult result, SppNetwork? teacher)
    {
        if (teacher is null)
            return null;
        var usual = new Distillation(teacher);
        return usual with
        {
            Tap = result.GetValue(_tap) ?? usual.Tap,
            Size = result.GetValue(_size) ?? usual.Size,
            Weight = result.GetValue(_weight) ?? usual.Weight,
            Temperature = result.GetValue(_temperature) ?? usual.Temperature,
            CacheFolder = result.GetValue(_cache),
        };
    }
}
