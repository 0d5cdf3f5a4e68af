using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Behaviour;

/// <summary>The documentation of the load and the unload, as an editor shows it.</summary>
public class GeneratedDocumentationTests
{
    private const string Stages = """
        public bool Ready;
        public int[] Ports = { };

        [InitStage(10, NoCleanup = "a < b & c > d")] Errno A(int @event) => 0;
        [InitStage(20, Cleanup = nameof(StopB), When = nameof(Ready))] Errno B(string name) => 0;
        void StopB(string name) { }
        [InitStage(30, Cleanup = nameof(StopC), ForEach = nameof(Ports), CleanupAt = nameof(B))] Errno C(int port) => 0;
        void StopC(int port) { }
        [InitStage(40, Cleanup = nameof(StopD), Transient = true, RestartOn = Errno.EBUSY, RestartFrom = nameof(D))] Errno D() => 0;
        void StopD(string name) { }
        [InitStage(50, NoCleanup = "none", RestartOn = Errno.EAGAIN, RestartFrom = nameof(D), MaxRestarts = 3)] Errno E() => 0;
        [InitStage(60)] readonly Part _part = new Part();
        [InitStage(70)] readonly Part[] _parts = { };
        [InitStage(80, NoCleanup = "none", Optional = true)] Errno F() => 0;
        [InitStage(90, NoCleanup = "none", ForEach = nameof(Ports), Optional = true, RestartOn = Errno.EAGAIN, RestartFrom = nameof(G))] Errno G(int port) => 0;
        """;

    private const string Part = "public partial class Part { [InitStage(10, NoCleanup = \"none\")] void A() { } }";

    private static XElement Of(string method, string stages = Stages) => XElement.Parse(
        GeneratorRun.Of("using System.Threading.Tasks;\n" + Source.File($"public partial class Nic {{ {stages} }}\n{Part}")).AssertCompilesWithoutWarning()
            .Output.GetTypeByMetadataName("Nic")!.GetMembers(method).Single().GetDocumentationCommentXml()!);

    private static string[] Lines(XElement documentation) =>
        [.. documentation.Elements().Where(element => element.Name != "remarks").Select(element => $"{element.Name} {string.Concat(element.Attributes().Select(name => name.Value + ": "))}{element.Value.Trim()}")];

    /// <summary>The text, with the names of members that it leads to.</summary>
    private static string Words(XElement element) =>
        string.Concat(element.Nodes().Select(node => node is XElement see ? see.Attribute("cref")!.Value.Split('(')[0].Split('.')[^1] : node.ToString()).Select(System.Net.WebUtility.HtmlDecode));

    [Fact]
    public void The_load_lists_its_stages() => Assert.Equal(
        string.Join('\n',
        [
            "Stage | Undoing",
            "10 A | Nothing to undo: a < b & c > d",
            "20 B, when Ready | Undone by StopB",
            "30 C, for each of Ports | Undone by StopC, just before B is",
            "40 D; at EBUSY again from D, once | Undone by StopD when the load ends",
            "50 E; at EAGAIN again from D, up to 3 times | Nothing to undo: none",
            "60 _part | Undone by its UnloadOne",
            "70 _parts, for each of its items | Undone by its UnloadOne",
            "80 F; its failure is let go | Nothing to undo: none",
            "90 G, for each of Ports; at EAGAIN again from G, once; the failure of an item is let go | Nothing to undo: none",
        ]),
        string.Join('\n', Of("LoadOne").Element("remarks")!.Element("list")!.Elements().Select(item => $"{Words(item.Element("term")!)} | {Words(item.Element("description")!)}")));

    [Fact]
    public void The_load_says_what_it_does() => Assert.Equal(
        [
            "summary Runs the stages in order. When one fails, those that completed are undone in reverse, each once.",
            "param event: Passed to A.",
            "param name: Passed to B, StopB, StopD.",
            "returns Success, or the error of the stage that failed and its name.",
            "exception T:System.InvalidOperationException: Already loaded, or being loaded or unloaded. Nothing is changed.",
            "exception T:Mlx4.Runtime.UnwindException: A cleanup threw. The others ran all the same.",
        ],
        Lines(Of("LoadOne")));

    [Fact]
    public void The_unload_says_what_it_does() => Assert.Equal(
        [
            "summary Undoes what LoadOne did, in reverse. Does nothing when not loaded.",
            "param name: Passed to StopB.",
            "exception T:System.InvalidOperationException: Being loaded or unloaded. Nothing is changed.",
            "exception T:Mlx4.Runtime.UnwindException: A cleanup threw. The others ran all the same.",
        ],
        Lines(Of("UnloadOne")));

    [Fact]
    public void An_asynchronous_load_says_what_its_token_does() => Assert.Equal(
        [
            "summary Runs the stages in order. When one fails, those that completed are undone in reverse, each once.",
            "param cancellationToken: Looked at before each stage and each item; the cleanups run to their end all the same.",
            "exception T:System.OperationCanceledException: The token was cancelled. What had completed is undone.",
            "exception T:System.InvalidOperationException: Already loaded, or being loaded or unloaded. Nothing is changed.",
            "exception T:Mlx4.Runtime.UnwindException: A cleanup threw. The others ran all the same.",
        ],
        Lines(Of("LoadOneAsync", "[InitStage(10, NoCleanup = \"none\")] async Task A() => await Task.Yield();")));
}
