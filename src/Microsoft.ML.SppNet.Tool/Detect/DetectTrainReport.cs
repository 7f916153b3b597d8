using System.Diagnostics;
using Microsoft.ML.SppNet.Detection;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>What <c>detect train --json</c> tells; the names are a contract with scripts.</summary>
internal sealed class DetectTrainReport(DetectorTrainingReport report, int images)
{
    /// <summary>Each class with its objects, the counterexamples kept, and the SVM's objective on both.</summary>
    public IReadOnlyList<DetectorClassReport> Classes => report.Classes;

    /// <summary>Images trained on.</summary>
    public int Images => images;

    /// <summary>Windows of all images.</summary>
    public long Windows => report.Windows;

    /// <summary>Seconds for proposing windows.</summary>
    public double SecondsProposals => report.SecondsProposals;

    /// <summary>Seconds for reading images and for convolutions.</summary>
    public double SecondsMaps => report.SecondsMaps;

    /// <summary>Seconds for all the rest.</summary>
    public double SecondsTrain => report.SecondsTrain;

    /// <summary>The most memory that the process had.</summary>
    public long PeakWorkingSetBytes { get; } = Process.GetCurrentProcess().PeakWorkingSet64;
}
