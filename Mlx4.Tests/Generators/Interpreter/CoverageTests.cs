using System.Text.RegularExpressions;
using Mlx4.Runtime;

namespace Mlx4.Tests.Generators.Interpreter;

/// <summary>
/// What has to occur among the random types and plans, so that their agreement means something. The logs are the interpreter's:
/// nothing is compiled here.
/// </summary>
public class CoverageTests
{
    /// <summary>What happens, as it can be found in a log.</summary>
    private static readonly (string Name, Regex Pattern)[] Events =
    [
        ("a load that succeeded", Line("nic load: (ok|done)")),
        ("a load that failed", Line(@"nic load: S\d+: \w+")),
        ("a load that failed three levels down", Line(@"nic load: S\d+/S\d+/S\d+: .*")),
        ("a load refused because loaded", Adjacent("nic load: (ok|done)", @"nic load: InvalidOperationException \d+")),
        ("a load again after a failure", Adjacent(@"nic load: S\d+: \w+", @"nic(\.S1| tells Starting).*")),
        ("an unload with nothing to do", Adjacent("nic unload: done", "nic unload: done")),
        ("an unload that threw", Line("nic unload: UnwindException .*")),
        ("a stage's own exception leaving", Line("nic load: FormatException .*")),
        ("cancellation leaving", Line("nic load: OperationCanceledException .*")),
        ("an exception of a nested pipeline kept whole", Line(@"nic load: UnwindException .*\[UnwindException .*")),
        ("an exception of a stage before those of cleanups", Line(@"nic load: UnwindException \d+ of S\d+ with no error .*; .*")),
        ("an error boxed as an enum", Line(@"nic load: UnwindException .*\(Errno\).*")),
        ("an error boxed as an int", Line(@"nic load: UnwindException .*\(Int32\).*")),
        ("an error boxed as a long enum", Line(@"nic load: UnwindException .*\(Fault\).*")),
        ("an error that is zero as an int", Line(@"nic load: S\d+: Stuck")),
        ("a part named by the stage itself", Line(@"nic load: S\d+/Part: .*")),
        ("a display name in a result", Line(@"nic load: stage \d+: .*")),
        ("a restart", Line(@"\S+ tells Restarting \S+: .*")),
        ("a second restart of a stage", new Regex(@"^(\S+ tells Restarting S\d+: .*)\n(?:(?!nic load:).*\n)*?\1$", RegexOptions.Multiline)),
        ("a restart of a loop", Line(@"\S+ tells Restarting S\d+\[[1-9]\]: .*")),
        ("a restart by a nested failure", new Regex(@"^(nic)/S\d+.*\nnic tells Failed (S\d+): .*\nnic tells Restarting \2: .*$", RegexOptions.Multiline)),
        ("a restart by a refusal", new Regex(@"^(\S+) asks (S\d+)\n\1 tells Failed \2.*\n\1 tells Restarting.*$", RegexOptions.Multiline)),
        ("a cleanup that threw in a restart's rewind", new Regex(@"^(\S+) tells Restarting.*\n(?:\1 tells Clean.*\n|\1[./].*\n)*?\1 tells CleanupFailed.*$", RegexOptions.Multiline)),
        ("a failure of a second cleanup", new Regex(@"^nic tells CleanupFailed.*\n(?:nic tells Clean.*\n|nic[./].*\n)*nic tells CleanupFailed.*$", RegexOptions.Multiline)),
        ("a skipped stage", Line(@"nic tells Skipped S\d+")),
        ("a loop's item that failed after others", Line(@"nic tells Failed S\d+\[[1-9]\].*")),
        ("a failure that is let go", new Regex(@"^(\S+) tells Failed S\d+: \w+\n\1 tells Starting", RegexOptions.Multiline)),
        ("a failure of the last stage that is let go", Adjacent(@"nic tells Failed S\d+: \w+", "nic load: ok")),
        ("a failure of an item that is let go", new Regex(@"^(\S+) tells Failed (S\d+)\[0\]: \w+\n\1 tells Starting \2\[1\]", RegexOptions.Multiline)),
        ("a refusal that is let go", new Regex(@"^(\S+) asks (S\d+)\n\1 tells Failed \2: \w+\n\1 tells Starting", RegexOptions.Multiline)),
        ("a nested failure that is let go", new Regex(@"^nic/(S\d+).*\nnic tells Failed \1: \w+\nnic tells Starting", RegexOptions.Multiline)),
        ("a failure that is let go when the restarts are used up", new Regex(@"^nic tells Restarting (S\d+): \w+$\n(?:(?!nic (?:un)?load:).*\n)*?^nic tells Failed \1: \w+\nnic (tells Starting|load: ok)", RegexOptions.Multiline)),
        ("an observer that throws at a failure that would be let go", new Regex(@"^nic tells Failed (S\d+): \w+\nnic tells Failed \1! .*$", RegexOptions.Multiline)),
        ("a negative or missing count", new Regex(@"^nic\.(N(\d+))\n(?!nic( tells Starting| asks)? ?\.?S\2\b)", RegexOptions.Multiline)),
        ("an array that became too short", Line(@"\S+ tells CleanupFailed S\d+\[\d\]! IndexOutOfRangeException \d+")),
        ("an item that could not be read for its cleanup", new Regex(@"^(\S+) tells CleaningUp (S\d+\[\d\])\n\1\.N\d+\[\d\]\n\1 tells CleanupFailed \2", RegexOptions.Multiline)),
        ("a condition that threw", new Regex(@"^nic\.C\d+\nnic tells Failed S\d+! .*$", RegexOptions.Multiline)),
        ("a call from inside that was refused", new Regex(@"^(\S+)[.]\w+.*\n\1 (load|unload): InvalidOperationException \d+$", RegexOptions.Multiline)),
        ("the token handed to a stage", Line(@"\S+\.S\d+.* with .*the token")),
        ("no token for a cleanup", Line(@"\S+\.U\d+.* with .*no token")),
        ("a pipeline that fails beside one that is loaded", Beside(@"nic load: (ok|done)", @"nic load 1: S\d+.*")),
        ("an unload of one that another's failure left alone", Beside(@"nic load 1: S\d+.*", @"nic\.U\d( .*)?", @"nic unload: done")),
        ("a load of a third pipeline", Line("nic load 2: (ok|done)")),
        ("a pipeline of another name told of", Line(@"nic tells Completed S\d+ of Open")),
        ("a cleanup of a failed load that gets the load's arguments", new Regex(@"^nic\.S\d+ with tag (t\d+).*\n(?:nic\.S.*\n)*nic\.U\d+ with tag \1", RegexOptions.Multiline)),
        ("a cleanup of an unload that gets the unload's arguments", new Regex(@"^nic\.S\d+ with tag (t\d+).*\n(?:nic\.S.*\n)*nic load: ok\nnic\.U\d+ with tag (?!\1\b)", RegexOptions.Multiline)),
    ];

    /// <summary>What happens, as it can be found in a plan with the pipeline and the log that belong to it.</summary>
    private static readonly (string Name, Func<Run, bool> Occurs)[] Situations =
    [
        ("a cleanup that runs before an earlier stage's", run => run.Host.Stages.Any(stage =>
            stage.Cleanup is { At: not null } && run.Log.Contains($"\nnic.U{stage.Number}", StringComparison.Ordinal))),
        ("a stage that a restart keeps", run => run.Keeps("")),
        ("a loop that a restart keeps", run => run.Keeps(@"\[\d\]")),
        ("a member that a restart keeps", run => run.Keeps(@"(\[\d\])?", stage => stage.IsMember)),
        ("a stage whose condition is not read again", run => run.Keeps("", stage => stage.When is { Kind: ConditionKind.Method or ConditionKind.Property })),
        ("a stage of an asynchronous pipeline that a restart keeps", run => run.Host.Pipelines[0].IsAsync && run.Keeps("")),
        ("a stage of a structure that a restart keeps", run => run.Host.IsStruct && run.Keeps("")),
        ("a stage that a restart keeps and another one undoes", run => run.Host.Pipelines[0].Stages.Any(stage => stage is { Cleanup.At: not null, ForEach: null, DisplayName: null } && Within(
            $"Completed {stage.Method}", "Restarting .*", $"Skipped {stage.Method}", "Restarting .*", $"CleanedUp {stage.Method}", $"Completed {stage.Method}").IsMatch(run.Log))),
        ("an optional stage that is not undone", run => run.Host.Pipelines[0].Stages.Any(stage => stage is { Optional: true, Cleanup: not null, DisplayName: null } && new Regex(
            $@"^nic tells Failed {stage.Method}: \w+$\n(?:(?!nic (?:un)?load:|nic tells (?:Restarting|CleaningUp)).*\n)*nic load: ok$\n(?:(?!nic (?:un)?load:|nic tells CleaningUp {stage.Method}).*\n)*nic tells CleanedUp .*$", RegexOptions.Multiline).IsMatch(run.Log))),
        ("an optional stage that failed and is tried anew after a restart that would have kept it", run => run.Host.Pipelines[0].Stages.Any(stage => stage is { Optional: true, Cleanup.At: not null, DisplayName: null, ForEach: null } && Within(
            $"Failed {stage.Method}: .*", "Restarting .*", $"Completed {stage.Method}").IsMatch(run.Log))),
        ("a transient cleanup that threw at the end of a load", run => run.Host.Stages.Any(stage =>
            stage.IsTransient && run.Log.Contains("nic load: UnwindException ", StringComparison.Ordinal) && run.Log.Contains(" of nothing with no error () [", StringComparison.Ordinal)
            && run.HasAct($"nic.U{stage.Number}", ActKind.Throw))),
        ("cancellation at an item", run => run.Host.Pipelines.Where(pipeline => pipeline.IsAsync).SelectMany(pipeline => pipeline.Stages).Any(stage => stage.ForEach is not null && run.HasAct($"nic.S{stage.Number}[0]", ActKind.Cancel))),
        ("cancellation in a cleanup", run => run.Host.Pipelines.All(pipeline => pipeline.IsAsync) && run.Plan.Acts.Any(act => act.Kind == ActKind.Cancel && act.Step.Contains(".U", StringComparison.Ordinal))),
        ("cancellation of a synchronous pipeline", run => !run.Host.Pipelines.Any(pipeline => pipeline.IsAsync) && run.Plan.Acts.Any(act => act.Kind == ActKind.Cancel)),
        ("a token that is cancelled already", run => run.Plan.Script.Any(operation => operation.Kind == OperationKind.LoadCancelled)),
        ("a load in a stage of another pipeline", run => run.Plan.Acts.Any(act => act is { Kind: ActKind.Load, Value: 1 } && act.Step.StartsWith("nic.S", StringComparison.Ordinal) && act.Step.Length == 6)
            && Beside(@"nic load 1: (ok|done)", @"nic load: (ok|done)").IsMatch(run.Log)),
        ("a load in a cleanup of another pipeline", run => run.HasAct("nic.U", ActKind.Load) && run.Log.Contains("nic load 1: ok", StringComparison.Ordinal)),
        .. Enum.GetValues<HostKind>().Select(kind => ($"a {kind} that is loaded, changed and unloaded", (Func<Run, bool>)(run =>
            run.Host.Kind == kind && run.Plan.Acts.Any(act => act.Kind == ActKind.Flip) && run.Log.Contains("nic load: ok", StringComparison.Ordinal)))),
        .. Enum.GetNames<StageEventKind>().Select(kind => ($"an observer that throws at {kind}", (Func<Run, bool>)(run => run.HasAct($" tells {kind} ", ActKind.Throw)))),
        .. Enum.GetValues<ActKind>().SelectMany(kind => new[] { "S", "U", "C", "N" }.Select(member =>
            ($"{kind} in a member {member}", (Func<Run, bool>)(run => (member == "U" && kind == ActKind.Answer) || run.HasAct($"nic.{member}", kind))))),
        .. Enum.GetValues<ActKind>().Select(kind => ($"{kind} in a refusal", (Func<Run, bool>)(run => run.HasAct("nic asks ", kind)))),
    ];

    [Fact]
    public void Every_feature_of_the_contract_occurs_among_the_random_runs()
    {
        HashSet<string> missing = [.. Events.Select(each => each.Name), .. Situations.Select(each => each.Name), .. Shapes.All.Select(each => each.Name)];
        foreach (RandomCase random in RandomCase.Default)
        {
            missing.ExceptWith(Shapes.All.Where(each => missing.Contains(each.Name) && each.Occurs(random.Host)).Select(each => each.Name));
            foreach (Plan plan in random.Plans)
            {
                string log = string.Join('\n', plan.Predict(random.Host).Log);
                Run run = new(random.Host, plan, log);
                missing.ExceptWith(Events.Where(each => missing.Contains(each.Name) && each.Pattern.IsMatch(log)).Select(each => each.Name));
                missing.ExceptWith(Situations.Where(each => missing.Contains(each.Name) && each.Occurs(run)).Select(each => each.Name));
            }
        }
        Assert.True(missing.Count == 0, "These never occurred:\n" + string.Join('\n', missing));
    }

    private static Regex Line(string pattern) => new($"^{pattern}$", RegexOptions.Multiline);

    private static Regex Adjacent(string first, string second) => new($"^{first}\n{second}$", RegexOptions.Multiline);

    /// <summary>Lines with others between them, which are not of the first pipeline's load or unload.</summary>
    private static Regex Beside(params string[] lines) => new($"^{string.Join(@"\n(?:(?!nic (?:un)?load:).*\n)*?", lines)}$", RegexOptions.Multiline);

    /// <summary>Lines that the first pipeline's observer is told, in one load.</summary>
    private static Regex Within(params string[] told) => new($"{string.Join(@"$\n(?:(?!nic (?:un)?load:).*\n)*?", told.Select(line => "^nic tells " + line))}$", RegexOptions.Multiline);

    /// <summary>A type, a plan and the log that follows from them.</summary>
    private sealed record Run(Host Host, Plan Plan, string Log)
    {
        /// <summary>Whether a stage of the first pipeline that has completed is skipped after a restart that has not undone it.</summary>
        public bool Keeps(string item, Func<Stage, bool>? which = null) => Host.Pipelines[0].Stages.Any(stage =>
            stage is { Cleanup.At: not null, DisplayName: null } && (which is null || which(stage)) && new Regex(
                $@"^nic tells Completed {stage.Method}{item}$\n(?:(?!nic (?:un)?load:|nic tells CleanedUp {stage.Method}\b).*\n)*?^nic tells Restarting .*$\n(?:(?!nic (?:un)?load:|nic tells CleanedUp {stage.Method}\b).*\n)*?^nic tells Skipped {stage.Method}$",
                RegexOptions.Multiline).IsMatch(Log));

        public bool HasAct(string step, ActKind kind) => Plan.Acts.Any(act => act.Kind == kind && act.Step.Contains(step, StringComparison.Ordinal));
    }
}
