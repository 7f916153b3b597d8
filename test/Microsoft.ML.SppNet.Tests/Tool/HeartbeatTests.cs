using Microsoft.ML.SppNet.Tool;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public class HeartbeatTests
{
    [TestMethod]
    public void NothingIsSilentForLong()
    {
        var clock = new ManualClock();
        using var error = new StringWriter { NewLine = "\n" };
        using (var heartbeat = new Heartbeat(error, TimeSpan.FromSeconds(30), clock))
        {
            clock.Pass(TimeSpan.FromSeconds(20));
            Assert.AreEqual("", error.ToString());
            heartbeat.WriteLine("sppnet: 1/2");
            clock.Pass(TimeSpan.FromSeconds(29));
            Assert.AreEqual("sppnet: 1/2\n", error.ToString(), "what is said by others counts");
            clock.Pass(TimeSpan.FromSeconds(45));
        }

        clock.Pass(TimeSpan.FromSeconds(100));
        Assert.AreEqual("sppnet: 1/2\nsppnet: at work for 60 s\nsppnet: at work for 90 s\n", error.ToString());
    }
}
