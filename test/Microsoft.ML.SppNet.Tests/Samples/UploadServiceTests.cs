using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using SkiaSharp;

namespace Microsoft.ML.SppNet.Tests;

/// <summary>The web service for uploads, as a process of its own, on a model of <c>sppnet fit</c>.</summary>
[TestClass]
public partial class UploadServiceTests
{
    private static readonly string Sample = SharedData.Sample("UploadService");

    [TestMethod]
    public async Task AnUploadIsClassified()
    {
        using var data = new TinyDataSet();
        for (int index = 0; index < 6; index++)
        {
            data.Draw($"images/red/{index}.png", 64 + index, 66, SKColors.Red);
            data.Draw($"images/blue/{index}.png", 64 + index, 66, SKColors.Blue);
        }

        ToolRun fitted = ToolRun.Of(
            ["fit", "--data", data.PathOf("images"), "--output", data.PathOf("model.zip"), "--no-cache", .. ClassifyTool.SmallNet]);
        Assert.AreEqual(0, fitted.ExitCode, fitted.Error);
        string[] arguments = ["exec", Sample, "--model", data.PathOf("model.zip"), "--urls", "http://127.0.0.1:0"];
        using Process service = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        try
        {
            using var client = new HttpClient { BaseAddress = new Uri(await Address(service)) };
            byte[] red = await File.ReadAllBytesAsync(data.PathOf("images/red/0.png"));
            Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
            {
                HttpResponseMessage response = await client.PostAsync("/predict", new ByteArrayContent(red));
                return (await response.Content.ReadFromJsonAsync<Answer>())!;
            }));
            foreach (Answer answer in answers)
                Assert.AreEqual(("red", 2), (answer.Prediction, answer.Score.Length));
            HttpResponseMessage bad = await client.PostAsync("/predict", new ByteArrayContent("no image"u8.ToArray()));
            Assert.AreEqual(
                (HttpStatusCode.BadRequest, "\"column 'ImagePath': this is no image that can be read (it looks like text)\""),
                (bad.StatusCode, Regex.Unescape(await bad.Content.ReadAsStringAsync())));
        }
        finally
        {
            service.Kill();
        }
    }

    /// <summary>Where it listens, which it says once it does.</summary>
    private static async Task<string> Address(Process service)
    {
        while (await service.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Listening().Match(line) is { Success: true } match)
                return match.Groups[1].Value;
        }

        throw new InvalidOperationException("The service ended before it listened.");
    }

    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    private static partial Regex Listening();

    private sealed record Answer(string Prediction, float[] Score);
}
