namespace Quickstart;

/// <summary>What the saved model is asked about.</summary>
internal sealed class Photograph
{
    public string ImagePath { get; set; } = "";
}

/// <summary>What it answers.</summary>
internal sealed class Answer
{
    public string Prediction { get; set; } = "";
}
