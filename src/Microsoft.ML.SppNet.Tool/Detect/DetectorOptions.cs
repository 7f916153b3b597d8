using System.CommandLine;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>The options that name detectors and the windows they look at.</summary>
internal sealed class DetectorOptions
{
    private readonly Option<string[]?> _model = CommaList.OfNames(
        "--model", "MODEL.zip[,MODEL2.zip…]", "Detectors of detect train; several of the same classes count as one.");

    private readonly WindowSource _windows = new("what the detector was trained with");

    internal DetectorOptions() => _model.Required = true;

    internal void AddTo(CliCommand command)
    {
        command.Add(_model);
        _windows.AddTo(command);
    }

    internal string[] Paths(ParseResult result) => result.GetRequiredValue(_model)!;

    /// <exception cref="ToolException">A file is no detector, or classes differ, or nothing says where windows come from.</exception>
    internal OpenDetectors Open(ParseResult result, string imageFolder) =>
        OpenDetectors.Open(Paths(result), _windows.Open(result, imageFolder));
}
