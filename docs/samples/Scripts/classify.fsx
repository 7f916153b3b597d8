// dotnet fsi classify.fsx PHOTOS photo.jpg …: learns the classes of a folder of photographs, a folder per class, and tells those of others, in F# and from
// the package. Until it is on a public feed, name yours: #i "nuget: FOLDER/artifacts/packages"
#r "nuget: Microsoft.ML.SppNet, 0.1.0"

open Microsoft.ML
open Microsoft.ML.SppNet

[<CLIMutable>]
type Photo = { ImagePath: string }

[<CLIMutable>]
type Answer = { Prediction: string }

let photos = fsi.CommandLineArgs[1]
let network = SppNetwork.Create "zf5" // Untrained; SppNetwork.Load "resnet50.safetensors" for a trained one.
let mlContext = MLContext(seed = 1)
let data = mlContext.Data.LoadImageFolder photos

let pipeline =
    mlContext.Transforms
        .ExtractSppFeatures("Features", "ImagePath", network, size = 64, normalization = FeatureNormalization.L2)
        .AppendCacheCheckpoint(mlContext)
        .Append(mlContext.MulticlassClassification.Trainers.LinearSvc())
        .Append(mlContext.Transforms.Conversion.MapKeyToValue("Prediction", "PredictedLabel"))

let model = pipeline.Fit data
let engine = mlContext.Model.CreatePredictionEngine<Photo, Answer> model

for path in Array.skip 2 fsi.CommandLineArgs do
    printfn "%s: %s" path (engine.Predict { ImagePath = path }).Prediction
