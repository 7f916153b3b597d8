namespace UploadService;

/// <summary>What the model is asked about: an encoded image where it was trained on the paths of files. The column's name stays.</summary>
internal sealed class Upload
{
    public byte[] ImagePath { get; set; } = [];
}

/// <summary>What it answers.</summary>
internal sealed class Answer
{
    public string Prediction { get; set; } = "";

    /// <summary>A probability per class, in the order of the classes.</summary>
    public float[] Score { get; set; } = [];
}
