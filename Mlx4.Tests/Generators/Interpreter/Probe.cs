using System.Globalization;
using Mlx4.Runtime;

namespace Mlx4.Tests.Generators.Interpreter;

/// <summary>What makes a call, and so what it can do.</summary>
public enum CallKind
{
    /// <summary>A stage that can return an error.</summary>
    Stage,

    /// <summary>A stage that returns nothing.</summary>
    VoidStage,
    Cleanup,
    Condition,
    Count,
    Indexer,

    /// <summary><c>OnStageStarting</c>.</summary>
    Refusal,

    /// <summary><c>OnStageEvent</c>.</summary>
    Observer,
}

/// <summary>
/// Notes what happens, and does what is planned. The same class stands behind the compiled objects and behind the interpreter: it
/// knows calls, not pipelines.
/// </summary>
public sealed class Probe
{
    private readonly Dictionary<(string Step, int Time), Act> _acts;
    private readonly Dictionary<string, int> _times = [];
    private readonly Dictionary<Exception, int> _exceptions = new(ReferenceEqualityComparer.Instance);
    private readonly List<string> _log = [];
    private readonly List<(CallKind Kind, string Step, int Time)> _calls = [];
    private Action _cancel = () => { };

    public Probe(IEnumerable<Act> acts) => _acts = acts.ToDictionary(act => (act.Step, act.Time));

    /// <summary>What happened, a line each.</summary>
    public IReadOnlyList<string> Log => _log;

    /// <summary>The calls among it.</summary>
    public IReadOnlyList<(CallKind Kind, string Step, int Time)> Calls => _calls;

    /// <summary>The argument of loads that take it.</summary>
    public bool Flag { get; private set; }

    /// <summary>The token of loads that take one.</summary>
    public CancellationToken Token { get; private set; }

    /// <summary>Sets what the next operation is called with.</summary>
    /// <param name="flag">The argument.</param>
    /// <param name="cancel">Cancels the token.</param>
    /// <param name="token">The token.</param>
    public void Begin(bool flag, Action cancel, CancellationToken token)
    {
        _cancel = cancel;
        Token = token;
        Flag = flag;
    }

    /// <summary>Notes a call and does what is planned for it.</summary>
    /// <param name="host">The object.</param>
    /// <param name="kind">What makes the call.</param>
    /// <param name="step">The call, by which plans speak of it.</param>
    /// <param name="detail">What else is to be noted.</param>
    /// <param name="answer">The answer if nothing is planned.</param>
    /// <returns>The answer.</returns>
    public long Call(PipelineHost host, CallKind kind, string step, string detail = "", long answer = 0)
    {
        ArgumentNullException.ThrowIfNull(host);
        int time = _times[step] = _times.GetValueOrDefault(step) + 1;
        _log.Add(step + detail);
        _calls.Add((kind, step, time));
        if (!_acts.TryGetValue((step, time), out Act? act))
        {
            return answer;
        }
        switch (act.Kind)
        {
            case ActKind.Answer:
                return act.Value;
            case ActKind.Throw:
                throw new FormatException(act.ToString()); // Which nothing else throws.
            case ActKind.ThrowCancelled:
                throw new OperationCanceledException(act.ToString());
            case ActKind.Cancel:
                _cancel();
                return answer;
            case ActKind.Flip:
                host.Flip();
                return answer;
            case ActKind.Load:
                Load(host).GetAwaiter().GetResult();
                return answer;
            default:
                Unload(host).GetAwaiter().GetResult();
                return answer;
        }
    }

    /// <summary>Loads and notes how it ends.</summary>
    public Task Load(PipelineHost host) => Note(host, "load", host.Load);

    /// <summary>Unloads and notes how it ends.</summary>
    public Task Unload(PipelineHost host) => Note(host, "unload", async _ =>
    {
        await host.Unload();
        return "done";
    });

    /// <summary>
    /// The text of an exception: its type and the place of its first appearance in the log, so that one exception can be told from
    /// another like it. The messages of refusals are nobody's business.
    /// </summary>
    public string Describe(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        int number = _exceptions.TryGetValue(exception, out int known) ? known : _exceptions[exception] = _exceptions.Count + 1;
        string text = $"{exception.GetType().Name} {number}";
        return exception is not UnwindException unwind
            ? exception is FormatException ? $"{text} from {exception.Message}" : text
            : $"{text} of {unwind.Stage ?? "nothing"} with {(unwind.Error is null ? "no error" : Convert.ToString(unwind.Error, CultureInfo.InvariantCulture))}"
                + $" ({unwind.Error?.GetType().Name}) [{string.Join("; ", unwind.InnerExceptions.Select(Describe))}]";
    }

    private async Task Note(PipelineHost host, string operation, Func<CancellationToken, ValueTask<string>> run)
    {
        string outcome;
        try
        {
            outcome = await run(Token);
        }
#pragma warning disable CA1031 // Whatever leaves is what the log is about.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            outcome = Describe(exception);
            if (exception is FormatException && !exception.StackTrace!.Contains(nameof(Call), StringComparison.Ordinal))
            {
                outcome += " without its stack trace";
            }
        }
        _log.Add($"{host.Name} {operation}: {outcome}");
    }
}
