using System.Text.RegularExpressions;
using Mlx4.Diagrams;
using Mlx4.Diagrams.Model;
using Mlx4.Runtime;
using Mlx4.Tests.Generators.Interpreter;
using Fault = Mlx4.Diagrams.Model.Fault;
using Stage = Mlx4.Tests.Generators.Interpreter.Stage;

namespace Mlx4.Tests.Diagrams;

/// <summary>What a drawing says of a load is what the generated code does: on random pipelines, for every stage and every way in which it can fail.</summary>
public sealed partial class RandomCourseTests
{
    private const int Pipelines = 80;

    [Fact]
    public async Task A_drawing_predicts_what_generated_code_does()
    {
        Host[] hosts = [.. Enumerable.Range(1, Pipelines)
            .Select(seed => RandomHost.Any.Draw((ulong)seed) with { Observes = true, Refuses = true, Kind = HostKind.Class, Placement = Placement.Plain })
            // What a stage loads and nothing unloads, it could not load again after a restart.
            .Where(host => host.Pipelines[0].Error is not null && host.Stages.All(stage => stage.Nested is null || stage.Cleanup is not null))];
        using CompiledHosts compiled = new(hosts);
        Assert.Null(compiled.Complaint);
        HashSet<string> seen = [];
        for (int index = 0; index < hosts.Length; index++)
        {
            await Check(hosts[index], compiled, index, seen);
        }

        // Everything that a drawing can say was tried.
        Assert.Superset(
            new HashSet<string>(["Error", "RestartOnce", "RestartAlways", "Exception", "loop", "moved", "transient", "Skip", "Keep", "LetGo", "UndoItems", "loaded", "not loaded"]),
            seen);
    }

    private static async Task Check(Host host, CompiledHosts compiled, int index, HashSet<string> seen)
    {
        Pipeline pipeline = host.Pipelines[0];
        IReadOnlyList<StageInfo> table = compiled.Table(index, pipeline.Name.Load);
        (ToldSteps well, ToldSteps after) = await Run(compiled, index, table, []);
        PipelineVariant variant = new("this", table.Select(stage => stage.Name).Where(stage => !well.Skipped.Contains(stage)));
        PipelineDrawing drawing = new("Nic", table, variants: [variant]);
        HashSet<string> silent = [.. table.Select(stage => stage.Name).Where(stage => !well.Skipped.Contains(stage) && !well.Completed.ContainsKey(stage))];
        Compare(Course.OfLoad(drawing, variant), well, after, "no fault");

        for (int stage = 0; stage < table.Count; stage++)
        {
            int items = well.Completed.GetValueOrDefault(table[stage].Name);
            bool isLoop = table[stage].ForEach is not null;
            if (items < (isLoop ? 2 : 1))
            {
                continue; // It does not run, or a loop has no item before the failing one.
            }
            foreach (Fault fault in Fault.Of(table, stage))
            {
                (ToldSteps load, ToldSteps unload) = await Run(compiled, index, table, Acts(pipeline, pipeline.Stages[stage], fault, isLoop ? 2 : 1));
                Compare(Course.OfLoad(drawing, variant, fault), load, unload, $"{table[stage].Name} fails with {fault.Kind}");
                seen.Add(fault.Kind.ToString());
                seen.Add(isLoop ? "loop" : "");
            }
        }
        seen.Add(table.Any(stage => stage.CleanupAt is not null) ? "moved" : "");
        seen.Add(table.Any(stage => stage.Transient) ? "transient" : "");

        void Compare(Course course, ToldSteps load, ToldSteps unload, string what)
        {
            string where = $"{host.Pipelines[0].Name.Load} of type {index}, {what}:\n";
            Assert.Equal(where + string.Join('\n', ToldSteps.Of(table, course.Steps, silent)), where + string.Join('\n', load.Steps));
            Assert.Equal(where + string.Join('\n', ToldSteps.Of(table, course.Unload, silent)), where + string.Join('\n', unload.Steps));
            Assert.Equal(course.Steps.Count(step => step.Kind == StepKind.Restart), load.Restarts);
            seen.UnionWith(course.Steps.Select(step => step.Kind.ToString()).Append(course.IsLoaded ? "loaded" : "not loaded"));
        }
    }

    /// <summary>What makes a stage fail: it is refused, a loop at its second item.</summary>
    private static IEnumerable<Act> Acts(Pipeline pipeline, Stage stage, Fault fault, int each)
    {
        string step = $"nic asks {stage.Name}{(pipeline.Name == PipelineName.One ? "" : $" of {pipeline.Name.Load}")}";
        return fault.Kind switch
        {
            FaultKind.Exception => [new Act(step, each, ActKind.Throw)],
            FaultKind.Error => [new Act(step, each, ActKind.Answer, pipeline.Error!.Failures.First(error => error != stage.Restart?.On))],
            FaultKind.RestartOnce => [new Act(step, each, ActKind.Answer, stage.Restart!.On)],
            _ => Enumerable.Range(1, stage.Restart!.Max + 1).Select(time => new Act(step, time * each, ActKind.Answer, stage.Restart.On)),
        };
    }

    private static async Task<(ToldSteps Load, ToldSteps Unload)> Run(CompiledHosts compiled, int index, IReadOnlyList<StageInfo> table, IEnumerable<Act> acts)
    {
        Probe probe = await new Plan([Operation.Load, Operation.Unload], [.. acts]).Run(each => compiled.Make(index, each));
        ToldSteps load = new(table);
        ToldSteps unload = new(table);
        ToldSteps current = load;
        foreach (string line in probe.Log)
        {
            if (line.StartsWith("nic load:", StringComparison.Ordinal))
            {
                current = unload;
            }
            else if (Told().Match(line) is { Success: true } match)
            {
                current.Add(Enum.Parse<StageEventKind>(match.Groups["kind"].Value), match.Groups["stage"].Value, match.Groups["error"].Success);
            }
        }
        return (load, unload);
    }

    [GeneratedRegex(@"^nic tells (?<kind>\w+) (?<stage>[^\[:!]+?)(\[\d+\])?( of \w+)?((?<error>: )|! |$)")]
    private static partial Regex Told();
}
