namespace Microsoft.ML.SppNet.Visualization;

/// <summary>One activation of a feature map.</summary>
/// <param name="Map">The map, from 0: a channel of its tap.</param>
/// <param name="Row">Row of the cell, from 0.</param>
/// <param name="Column">Column of the cell, from 0.</param>
/// <param name="Value">What the network has there.</param>
public readonly record struct MapActivation(int Map, int Row, int Column, float Value);
