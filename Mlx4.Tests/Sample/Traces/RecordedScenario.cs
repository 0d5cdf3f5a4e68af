using System.Globalization;
using System.Runtime.CompilerServices;

namespace Mlx4.Tests.Sample.Traces;

/// <summary>Runs of Linux's driver on one card: one without a fault, and one for each call that can fail. The README beside this file has the format.</summary>
internal sealed class RecordedScenario
{
    private const string Indent = "  ";

    private readonly Dictionary<string, RecordedFault> _faults = [];

    private RecordedScenario(IEnumerable<string> lines)
    {
        Queue<string> left = new(lines);
        int result = Number(left.Dequeue().Split(' ')[1])!.Value;
        Trace = new CallTrace(Calls(left, [], []), Unload(left, [], []), result);
        (IReadOnlyList<string> Load, IReadOnlyList<string> Unload) previous = (Trace.Load, Trace.Unload);
        while (left.TryDequeue(out string? head))
        {
            // fault AT MODE RET OUTCOME [infeasible]
            string[] words = head.Split(' ');
            int at = Number(words[1])!.Value;
            List<string> calls = Calls(left, Trace.Load, previous.Load);
            List<string> unload = Unload(left, Trace.Unload, previous.Unload);
            previous = (calls, unload.Count == 0 ? previous.Unload : unload);
            (string call, string error) = Split(calls[0]);
            int occurrence = 1 + Trace.Load.Take(at).Count(line => Split(line).Call == call);
            RecordedFault fault = new(
                call, error, occurrence, words[2] == "sticky", new CallTrace([.. Trace.Load.Take(at), .. calls], unload, Number(words[3])));
            _faults.Add(NameOf(fault), fault);
        }
    }

    /// <summary>The run without a fault.</summary>
    public CallTrace Trace { get; }

    /// <summary>The runs with one, each by its name.</summary>
    public IReadOnlyDictionary<string, RecordedFault> Faults => _faults;

    /// <summary>Reads a scenario.</summary>
    public static RecordedScenario Read(string name, [CallerFilePath] string file = "") =>
        new(File.ReadAllLines(Path.Combine(Path.GetDirectoryName(file)!, $"{name}.trace")));

    /// <summary>What is called in a run with a fault after the call has failed.</summary>
    public IEnumerable<string> AfterFailure(string fault)
    {
        RecordedFault recorded = Faults[fault];
        string failure = $"{recorded.Call} = {recorded.Result}";
        return recorded.Trace.Load.SkipWhile(line => line != failure).Skip(1);
    }

    /// <summary>A call and its result, which is empty if it succeeded.</summary>
    public static (string Call, string Result) Split(string line)
    {
        int at = line.IndexOf(" = ", StringComparison.Ordinal);
        return at < 0 ? (line, "") : (line[..at], line[(at + 3)..]);
    }

    private static string NameOf(RecordedFault fault) => fault.IsSticky ? $"{fault}, always" : fault.ToString();

    private static List<string> Unload(Queue<string> left, IReadOnlyList<string> regular, IReadOnlyList<string> previous)
    {
        if (!left.TryPeek(out string? head) || head != "unload")
        {
            return [];
        }
        left.Dequeue();
        return Calls(left, regular, previous);
    }

    /// <summary>Reads calls, and goes on as the run without a fault (<c>= N</c>), or as the fault before (<c>^ N</c>), from call N on.</summary>
    private static List<string> Calls(Queue<string> left, IReadOnlyList<string> regular, IReadOnlyList<string> previous)
    {
        List<string> calls = [];
        while (left.TryPeek(out string? line) && line.StartsWith(Indent, StringComparison.Ordinal))
        {
            calls.Add(left.Dequeue()[Indent.Length..]);
        }
        if (left.TryPeek(out string? tail) && tail[0] is '=' or '^')
        {
            IReadOnlyList<string> source = tail[0] == '=' ? regular : previous;
            calls.AddRange(source.Skip(Number(left.Dequeue()[2..])!.Value));
        }
        return calls;
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number : null;
}
