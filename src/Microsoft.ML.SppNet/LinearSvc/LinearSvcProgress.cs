namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>How far the training of a linear SVM has come; one report per class solved.</summary>
/// <param name="ClassesDone">Classes solved so far.</param>
/// <param name="Classes">All classes to be solved.</param>
public readonly record struct LinearSvcProgress(int ClassesDone, int Classes);
