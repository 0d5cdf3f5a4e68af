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
    private readonly List<ProbeCall> _calls = [];
    private readonly List<PipelineObject> _objects = [];
    private Action _cancel = () => { };
    private bool _flag;
    private int _operations;
    private int _inside;

    public Probe(IEnumerable<Act> acts) => _acts = acts.ToDictionary(act => (act.Step, act.Time));

    /// <summary>What happened, a line each.</summary>
    public IReadOnlyList<string> Log => _log;

    /// <summary>The calls among it.</summary>
    public IReadOnlyList<ProbeCall> Calls => _calls;

    /// <summary>The token of loads that take one.</summary>
    public CancellationToken Token { get; private set; }

    /// <summary>Takes note of an object.</summary>
    public void Add(PipelineObject pipelineObject) => _objects.Add(pipelineObject);

    /// <summary>Sets what the next operation, and what is done in the course of it, is called with.</summary>
    /// <param name="flag">The argument.</param>
    /// <param name="cancel">Cancels the token.</param>
    /// <param name="token">The token.</param>
    public void Begin(bool flag, Action cancel, CancellationToken token)
    {
        _cancel = cancel;
        Token = token;
        _flag = flag;
        RememberAll();
    }

    /// <summary>What an asynchronous stage or cleanup waits for: another thread, unless the caller of its load waits for this one.</summary>
    public async Task Pause()
    {
        if (_inside == 0)
        {
            await Task.Yield();
        }
    }

    /// <summary>Notes a call and does what is planned for it.</summary>
    /// <param name="target">The object.</param>
    /// <param name="kind">What makes the call.</param>
    /// <param name="step">The call, by which plans speak of it.</param>
    /// <param name="detail">What else is to be noted.</param>
    /// <param name="answer">The answer if nothing is planned.</param>
    /// <returns>The answer.</returns>
    public long Call(PipelineObject target, CallKind kind, string step, string detail = "", long answer = 0)
    {
        ArgumentNullException.ThrowIfNull(target);
        int time = _times[step] = _times.GetValueOrDefault(step) + 1;
        _log.Add(step + detail);
        _calls.Add(new ProbeCall(kind, step, time, target.PipelineCount));
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
                target.Flip();
                RememberAll();
                return answer;
            default:
                _inside++;
                int pipeline = (int)act.Value % target.PipelineCount;
                (act.Kind == ActKind.Load ? Load(target, pipeline) : Unload(target, pipeline)).GetAwaiter().GetResult();
                _inside--;
                return answer;
        }
    }

    /// <summary>Loads a pipeline and notes how it ends.</summary>
    public Task Load(PipelineObject target, int pipeline)
    {
        ArgumentNullException.ThrowIfNull(target);
        return Note($"{target.Name} load{Place(pipeline)}", arguments => target.Load(pipeline, arguments));
    }

    /// <summary>Unloads a pipeline and notes how it ends.</summary>
    public Task Unload(PipelineObject target, int pipeline)
    {
        ArgumentNullException.ThrowIfNull(target);
        return Note($"{target.Name} unload{Place(pipeline)}", async arguments =>
        {
            await target.Unload(pipeline, arguments);
            return "done";
        });
    }

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

    private static string Place(int pipeline) => pipeline == 0 ? "" : $" {pipeline}";

    private void RememberAll() => _objects.ForEach(each => each.Remember());

    private async Task Note(string operation, Func<Arguments, ValueTask<string>> run)
    {
        string outcome;
        int number = ++_operations;
        try
        {
            outcome = await run(new Arguments(_flag, $"t{number}", number * 100, Token));
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
        _log.Add($"{operation}: {outcome}");
        _log.AddRange(_objects.Where(each => !each.IsAsRemembered).Select(each => $"{each.Name} is not equal to what it was")); // C10
    }
}

/// <summary>A call that was made.</summary>
/// <param name="Kind">What made it.</param>
/// <param name="Step">The call.</param>
/// <param name="Time">Which of the calls of that name.</param>
/// <param name="PipelineCount">How many pipelines the object has to which it belongs.</param>
public sealed record ProbeCall(CallKind Kind, string Step, int Time, int PipelineCount);
