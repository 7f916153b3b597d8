using System.Text;
using System.Xml.Linq;
using Microsoft.ML.SppNet.Data;

namespace Microsoft.ML.SppNet.Tests;

[TestClass]
public sealed class UntrustedXmlTests : IDisposable
{
    private readonly TemporaryFolder _files = new();

    public void Dispose() => _files.Dispose();

    /// <summary>
    /// The text in the bytes of each encoding, which are written out so that no encoder of .NET's vouches for its own decoder.
    /// </summary>
    [TestMethod]
    [DataRow("gb2312", new byte[] { 0xC8, 0xCB }, "人")]
    [DataRow("GBK", new byte[] { 0xC8, 0xCB }, "人")]
    [DataRow("windows-1252", new byte[] { 0x80 }, "€")]
    [DataRow("Shift_JIS", new byte[] { 0x90, 0x6C }, "人")]
    [DataRow("big5", new byte[] { 0xA4, 0x48 }, "人")]
    [DataRow("ISO-8859-1", new byte[] { 0xE9 }, "é")]
    [DataRow("utf-8", new byte[] { 0xC3, 0xA9 }, "é")]
    public void TheDeclaredEncodingIsRead(string encoding, byte[] bytes, string text)
    {
        string path = _files.Write("a.xml",
            [.. Encoding.ASCII.GetBytes($"<?xml version=\"1.0\" encoding=\"{encoding}\"?>\n<a>"), .. bytes, .. "</a>"u8]);
        XElement root = UntrustedXml.Load(path);
        Assert.AreEqual(text, root.Value);
        Assert.ThrowsExactly<ArgumentException>(() => Encoding.GetEncoding("gb2312"), "code pages stay unknown to the rest of the process");
    }

    [TestMethod]
    [DataRow("<?xml version='1.0' encoding='klingon'?>\n<a/>",
        ", line 1: broken XML: System does not support 'klingon' encoding. Line 1, position 31.")]
    [DataRow("<?xml version='1.0'?>\n<!-- x\n -->\n<!DOCTYPE a>\n<a/>",
        ", line 4: the XML has a DOCTYPE, which could name other files and is not read here: remove it")]
    [DataRow("<!doctype html>\n<p>", ", line 1: expected XML; it looks like an HTML page")]
    [DataRow("{}", ", line 1: expected XML; it looks like JSON text")]
    public void WhatIsWrongIsSaidInWords(string text, string message)
    {
        string path = _files.Write("a.xml", Encoding.UTF8.GetBytes(text));
        Assert.AreEqual($"'{path}'{message}", Assert.ThrowsExactly<InvalidDataException>(() => UntrustedXml.Load(path)).Message);
    }

    [TestMethod]
    public void BytesThatTheEncodingLacksAreRefused()
    {
        string path = _files.Write("a.xml", [.. "<?xml version=\"1.0\" encoding=\"gb2312\"?><a>"u8, 0x81, 0x20, .. "</a>"u8]);
        Assert.AreEqual(
            $"'{path}', line 1 or after it: the text is not in the encoding that the XML declares",
            Assert.ThrowsExactly<InvalidDataException>(() => UntrustedXml.Load(path)).Message);
    }
}
