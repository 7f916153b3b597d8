namespace Microsoft.ML.SppNet.Tests;
[TestClass] public class Smoke { [TestMethod] public void T() { Microsoft.ML.SppNet.Interop.NativeSearch.Find("x"); using var t = TorchSharp.torch.ones(3); Assert.AreEqual(3f, t.sum().item<float>()); } }
