namespace Microsoft.ML.SppNet.LinearSvc;

/// <summary>The names of the columns that a linear SVM is trained on.</summary>
internal sealed record LinearSvcColumns(string Label, string Features, string? Weight);
