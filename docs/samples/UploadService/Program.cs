// A web service that tells the class of an uploaded photograph by a model of `sppnet fit` or of any pipeline on image paths:
//     dotnet run -- --model model.zip
//     curl --data-binary @photo.jpg http://localhost:5000/predict
using Microsoft.ML.SppNet;
using UploadService;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
var classifier = new PhotographClassifier(builder.Configuration["model"] ?? "model.zip");
WebApplication app = builder.Build();

app.MapPost("/predict", async (HttpRequest request, CancellationToken cancellation) =>
{
    using var upload = new MemoryStream();
    await request.Body.CopyToAsync(upload, cancellation);
    try
    {
        return Results.Ok(classifier.Predict(upload.ToArray()));
    }
    catch (ImageReadException exception)
    {
        // Whatever is wrong with the upload, and nothing else, has this type.
        return Results.BadRequest(exception.Message);
    }
});
app.Run();
