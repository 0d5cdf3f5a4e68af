using System.Text.RegularExpressions;
using Mlx4.Runtime;

namespace Mlx4.Tests.Generators.Interpreter;

/// <summary>
/// What has to occur among the random pipelines and plans, so that their agreement means something. The logs are the interpreter's:
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
        ("a negative or missing count", new Regex(@"^nic\.(N(\d+))\n(?!nic( tells Starting| asks)? ?\.?S\2\b)", RegexOptions.Multiline)),
        ("an array that became too short", Line(@"\S+ tells CleanupFailed S\d+\[\d\]! IndexOutOfRangeException \d+")),
        ("an item that could not be read for its cleanup", new Regex(@"^(\S+) tells CleaningUp (S\d+\[\d\])\n\1\.N\d+\[\d\]\n\1 tells CleanupFailed \2", RegexOptions.Multiline)),
        ("a condition that threw", new Regex(@"^nic\.C\d+\nnic tells Failed S\d+! .*$", RegexOptions.Multiline)),
        ("a call from inside that was refused", new Regex(@"^(\S+)[.]\w+.*\n\1 (load|unload): InvalidOperationException \d+$", RegexOptions.Multiline)),
        ("the token handed to a stage", Line(@"\S+\.S\d+.* with the token")),
        ("no token for a cleanup", Line(@"\S+\.U\d+.* with no token")),
    ];

    /// <summary>What happens, as it can be found in a plan with the pipeline and the log that belong to it.</summary>
    private static readonly (string Name, Func<Run, bool> Occurs)[] Situations =
    [
        ("a cleanup that runs before an earlier stage's", run => run.Pipeline.Stages.Any(stage =>
            stage.Cleanup is { At: not null } && run.Log.Contains($"\nnic.U{stage.Number}", StringComparison.Ordinal))),
        ("a transient cleanup that threw at the end of a load", run => run.Pipeline.Stages.Any(stage =>
            stage.IsTransient && run.Log.Contains("nic load: UnwindException ", StringComparison.Ordinal) && run.Log.Contains(" of nothing with no error () [", StringComparison.Ordinal)
            && run.HasAct($"nic.U{stage.Number}", ActKind.Throw))),
        ("cancellation at an item", run => run.Pipeline.IsAsync && run.Pipeline.Stages.Any(stage => stage.ForEach is not null && run.HasAct($"nic.S{stage.Number}[0]", ActKind.Cancel))),
        ("cancellation in a cleanup", run => run.Pipeline.IsAsync && run.Plan.Acts.Any(act => act.Kind == ActKind.Cancel && act.Step.Contains(".U", StringComparison.Ordinal))),
        ("cancellation of a synchronous pipeline", run => !run.Pipeline.IsAsync && run.Plan.Acts.Any(act => act.Kind == ActKind.Cancel)),
        ("a token that is cancelled already", run => run.Plan.Script.Contains(Operation.LoadCancelled)),
        .. Enum.GetNames<StageEventKind>().Select(kind => ($"an observer that throws at {kind}", (Func<Run, bool>)(run => run.HasAct($" tells {kind} ", ActKind.Throw)))),
        .. Enum.GetValues<ActKind>().SelectMany(kind => new[] { "S", "U", "C", "N" }.Select(member =>
            ($"{kind} in a member {member}", (Func<Run, bool>)(run => (member == "U" && kind == ActKind.Answer) || run.HasAct($"nic.{member}", kind))))),
        .. Enum.GetValues<ActKind>().Select(kind => ($"{kind} in a refusal", (Func<Run, bool>)(run => run.HasAct("nic asks ", kind)))),
    ];

    /// <summary>What pipelines are made of.</summary>
    private static readonly (string Name, Func<Pipeline, bool> Occurs)[] Shapes =
    [
        .. from returns in Enum.GetValues<Returns>()
           from form in Enum.GetValues<Form>()
           from isLoop in new[] { false, true }
           select ($"a stage that returns {returns} as {form}, {(isLoop ? "in a loop" : "alone")}",
               (Func<Pipeline, bool>)(pipeline => pipeline.Stages.Any(stage => stage.Returns == returns && stage.Form == form && stage.ForEach is not null == isLoop))),
        .. Enum.GetValues<Form>().Select(form => ($"a cleanup as {form}", (Func<Pipeline, bool>)(pipeline => pipeline.Stages.Any(stage => stage.Cleanup?.Form == form)))),
        .. Enum.GetValues<ConditionKind>().Select(kind => ($"a condition as {kind}", (Func<Pipeline, bool>)(pipeline => pipeline.Stages.Any(stage => stage.When?.Kind == kind)))),
        .. Enum.GetValues<LoopKind>().Select(kind => ($"a loop as {kind}", (Func<Pipeline, bool>)(pipeline => pipeline.Stages.Any(stage => stage.ForEach?.Kind == kind)))),
        ("a restart from the stage itself", pipeline => pipeline.Stages.Any(stage => stage.Restart?.From == stage.Number)),
        ("a restart from an earlier stage", pipeline => pipeline.Stages.Any(stage => stage.Restart?.From < stage.Number)),
        ("a restart over a transient stage", pipeline => pipeline.Stages.Any(stage => pipeline.Stages.Any(other => other.IsTransient && stage.Restart?.From <= other.Number && other.Number < stage.Number))),
        ("a restart over a moved cleanup", pipeline => pipeline.Stages.Any(stage => pipeline.Stages.Any(other => other.Cleanup?.At >= stage.Restart?.From && other.Number <= stage.Number))),
        ("two cleanups before one stage's", pipeline => pipeline.Stages.Where(stage => stage.Cleanup?.At is not null).GroupBy(stage => stage.Cleanup!.At).Any(group => group.Count() > 1)),
        ("a moved cleanup before a moved one", pipeline => pipeline.Stages.Any(stage => pipeline.Stages.Any(other => other.Number == stage.Cleanup?.At && other.Cleanup?.At is not null))),
        ("a pipeline without errors", pipeline => pipeline.Error is null),
        ("a synchronous pipeline in an asynchronous one", pipeline => pipeline.IsAsync && pipeline.Stages.Any(stage => stage.Nested is { IsAsync: false })),
        ("an asynchronous pipeline in another", pipeline => pipeline.Stages.Any(stage => stage.Nested is { IsAsync: true })),
        ("an asynchronous pipeline whose cleanups are not", pipeline => pipeline.IsAsync && pipeline.Stages.All(stage => stage.Cleanup is not { Form: not Form.Plain })),
        ("four pipelines in each other", pipeline => pipeline.Depth == 4),
        ("neither hook", pipeline => !pipeline.Observes && !pipeline.Refuses),
        ("both hooks", pipeline => pipeline.Observes && pipeline.Refuses),
    ];

    [Fact]
    public async Task Every_feature_of_the_contract_occurs_among_the_random_runs()
    {
        HashSet<string> missing = [.. Events.Select(each => each.Name), .. Situations.Select(each => each.Name), .. Shapes.Select(each => each.Name)];
        foreach (RandomCase random in RandomCase.Default())
        {
            missing.ExceptWith(Shapes.Where(each => missing.Contains(each.Name) && each.Occurs(random.Pipeline)).Select(each => each.Name));
            await foreach (Plan plan in random.Plans())
            {
                string log = string.Join('\n', (await plan.Run(random.Interpret)).Log);
                Run run = new(random.Pipeline, plan, log);
                missing.ExceptWith(Events.Where(each => missing.Contains(each.Name) && each.Pattern.IsMatch(log)).Select(each => each.Name));
                missing.ExceptWith(Situations.Where(each => missing.Contains(each.Name) && each.Occurs(run)).Select(each => each.Name));
            }
        }
        Assert.True(missing.Count == 0, "These never occurred:\n" + string.Join('\n', missing));
    }

    private static Regex Line(string pattern) => new($"^{pattern}$", RegexOptions.Multiline);

    private static Regex Adjacent(string first, string second) => new($"^{first}\n{second}$", RegexOptions.Multiline);

    /// <summary>A pipeline, a plan and the log that follows from them.</summary>
    private sealed record Run(Pipeline Pipeline, Plan Plan, string Log)
    {
        public bool HasAct(string step, ActKind kind) => Plan.Acts.Any(act => act.Kind == kind && act.Step.Contains(step, StringComparison.Ordinal));
    }
}
