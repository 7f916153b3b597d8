using System.Text;
using Microsoft.FSharp.Core;
using Microsoft.ML.SppNet.Files;
using Plotly.NET;

namespace Microsoft.ML.SppNet.Tool;

/// <summary>
/// A chart as one HTML file that needs nothing else, no network either: plotly.js is in it. All of the tool that knows Plotly.NET, whose functions
/// with their many optional arguments are made for F#; the names given here are those of plotly.js.
/// </summary>
internal static class PlotlyPage
{
    /// <summary>Writes the file, whole or not at all.</summary>
    internal static void Write(string path, string title, IEnumerable<Trace> traces, params (string Name, object Value)[] layout)
    {
        GenericChart chart = GenericChart.ofTraceObjects(true, traces.ToArray());
        chart = GenericChart.addLayout(Fill(new Layout(), [("title", Node(("text", title))), .. layout]), chart);
        chart = GenericChart.setDisplayOptions(
            DisplayOptions.init(FSharpOption<string>.Some(title), FSharpOption<string>.Some("UTF-8"), null, null, null, null, PlotlyJSReference.Full), chart);
        string html = GenericChart.toEmbeddedHTML(chart);
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(html)));
    }

    /// <summary>One set of data: a heat map, a line.</summary>
    internal static Trace Trace(string type, params (string Name, object Value)[] properties) => Fill(new Trace(type), properties);

    /// <summary>An object within a trace or a layout.</summary>
    internal static DynamicObj.DynamicObj Node(params (string Name, object Value)[] properties) => Fill(new DynamicObj.DynamicObj(), properties);

    private static T Fill<T>(T target, (string Name, object Value)[] properties)
        where T : DynamicObj.DynamicObj
    {
        foreach ((string name, object value) in properties)
            target.SetProperty(name, value);
        return target;
    }
}
