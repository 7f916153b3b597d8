// Why does the model say so? A score of a linear model on SPP features is a sum over places of the photograph, exactly.
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.SppNet;
using Microsoft.ML.SppNet.Visualization;
using Quickstart;

using var pictures = new PictureFolder(perClass: 12);
using SppNetwork network = SppNetwork.Create("squeezenet1.1"); // Untrained: it tells drawn shapes apart, not photographs.
var mlContext = new MLContext(seed: 1);
IDataView photos = mlContext.Data.LoadImageFolder(pictures.Root);
using var model = mlContext.Transforms
    .ExtractSppFeatures("Features", "ImagePath", network, tap: "fire5", size: 128, normalization: FeatureNormalization.L2)
    .AppendCacheCheckpoint(mlContext)
    .Append(mlContext.MulticlassClassification.Trainers.LinearSvc(cost: 10))
    .Fit(photos);

string path = Path.Combine(pictures.Root, "disc", "003.png");
ScoreExplanation why = model.Explain(path, "disc"); // Without a class: the predicted one.
Print($"{why.Class}: score {why.Score:F4} = bias {why.Bias:F4} + cells {why.SumOfCells:F4}");

CellGrid grid = why.Grids[0]; // One per tap, size and mirror image.
var strongest = (from row in Enumerable.Range(0, grid.Rows)
                 from column in Enumerable.Range(0, grid.Columns)
                 select (row, column)).MaxBy(cell => grid[cell.row, cell.column]);
ImageBox box = grid.Box(strongest.row, strongest.column);
Print($"{grid.Tap}, row {strongest.row}, column {strongest.column}: adds {grid[strongest.row, strongest.column]:F4}");
Print($"and sees the pixels {box.Left:F0} to {box.Right:F0} across and {box.Top:F0} to {box.Bottom:F0} down");

using MLImage photograph = ImageFile.Load(path);
using MLImage picture = HeatMap.Of(why, photograph.Width, photograph.Height).Over(photograph);
picture.Save(args.Length > 0 ? args[0] : "why.png"); // Orange speaks for the class, blue against it.

static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
