using Microsoft.ML.SppNet.Features;
using Microsoft.ML.SppNet.Interop;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class ExtractionLogTests
{
    [TestMethod]
    public void ItSaysEveryFewSecondsHowFarThePassIs()
    {
        var context = new MLContext(1);
        var messages = new List<string>();
        context.Log += (_, e) => messages.Add($"{e.Kind}: {e.RawMessage}");
        var clock = new ManualClock();
        var log = new ExtractionLog(HostRules.Environment(context.Transforms).Register("x"), "Features of", 200, BadImages.SkipRow, clock);
        for (int image = 0; image < 120; image++)
        {
            clock.Pass(TimeSpan.FromSeconds(0.1));
            log.Add();
        }

        for (int image = 0; image < 12; image++)
            log.AddBad(() => $"row {image}: bad");
        log.Finish();
        log.Finish();
        string[] expected =
        [
            "Info: Features of 50 of 200 images after 5.0 s.", "Info: Features of 100 of 200 images after 10.0 s.",
            .. Enumerable.Range(0, 10).Select(image => $"Warning: Left out: row {image}: bad"),
            "Info: Features of 120 images in 12.0 s.", "Warning: 12 of 120 images could not be used: their rows are left out.",
        ];
        CollectionAssert.AreEqual(expected, messages.Where(message => !message.StartsWith("Trace", StringComparison.Ordinal)).ToArray());
    }
}
