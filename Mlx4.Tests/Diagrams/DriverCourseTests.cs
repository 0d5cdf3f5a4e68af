using Mlx4.Diagrams;
using Mlx4.Diagrams.Model;
using Mlx4.Runtime;
using Mlx4.Sample.Commands;
using Mlx4.Sample.Driver;
using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Diagrams;

/// <summary>What a drawing of the driver says of a load is what the driver does.</summary>
public sealed class DriverCourseTests
{
    /// <summary>Pipelines that a load of a physical function enters once.</summary>
    public static TheoryData<string> Pipelines => ["PciProbe", "Mlx4Device", "HcaStart", "HcaSetup", "IcmSpace"];

    [Theory]
    [MemberData(nameof(Pipelines))]
    public void A_drawing_predicts_every_failure_of_a_pipeline(string name)
    {
        IReadOnlyList<FunctionVariant> variants = FunctionVariant.ByLoading();
        PipelineDrawing drawing = DriverDrawings.Of([DriverPipelines.All.Single(pipeline => pipeline.Name == name)], variants)[0];
        PipelineVariant variant = drawing.Variants[0];
        ToldSteps well = Load(drawing, null, 0);
        HashSet<string> silent = [.. drawing.Stages.Select(stage => stage.Name).Where(stage => !well.Skipped.Contains(stage) && !well.Completed.ContainsKey(stage))];
        int compared = 0;

        for (int stage = 0; stage < drawing.Stages.Count; stage++)
        {
            StageInfo info = drawing.Stages[stage];
            bool isLoop = info.ForEach is not null;
            // What follows from a stage that the load does without, its later conditions say.
            if (!variant.Runs(info.Name) || info.Optional || (isLoop && well.Completed.GetValueOrDefault(info.Name) < 2))
            {
                continue;
            }
            ToldSteps told = Load(drawing, info, isLoop ? 2 : 1);
            Assert.Equal(ToldSteps.Of(drawing.Stages, Course.OfLoad(drawing, variant, new Fault(stage, FaultKind.Error)).Steps, silent), told.Steps);
            compared++;
        }
        Assert.InRange(compared, 5, drawing.Stages.Count);
    }

    [Fact]
    public void Each_kind_of_function_runs_stages_of_its_own()
    {
        PipelineDrawing device = DriverDrawings.Of([DriverPipelines.All.Single(pipeline => pipeline.Name == "Mlx4Device")], FunctionVariant.ByLoading())[0];

        Assert.Equal(["physical function", "master", "virtual function"], device.Variants.Select(variant => variant.Name));
        Assert.Equal([true, true, false], device.Variants.Select(variant => variant.Runs("InitHca")));
        Assert.Equal([false, true, false], device.Variants.Select(variant => variant.Runs("EnableSriov")));
        Assert.Equal([false, false, true], device.Variants.Select(variant => variant.Runs("InitHcaAsSlave")));
        Assert.Equal([false, true, false], device.Variants.Select(variant => variant.Runs("ResetForSriov")));
    }

    /// <summary>Loads a physical function.</summary>
    /// <param name="drawing">The pipeline that is looked at.</param>
    /// <param name="failing">The stage of it that is refused.</param>
    /// <param name="occurrence">Which of its calls.</param>
    private static ToldSteps Load(PipelineDrawing drawing, StageInfo? failing, int occurrence)
    {
        SimulatedTime time = new();
        Machine machine = new(new LoadSettings(), time);
        using SimulatedTime.Membership membership = time.Join();
        Listener listener = new(drawing, failing, occurrence);
        machine.Bind(listener);
        InitResult<Errno> result = machine.Driver.Probe();
        Assert.Equal(failing is null, result.Succeeded);
        listener.IsOver = true;
        if (result.Succeeded)
        {
            machine.Driver.Remove();
        }
        machine.End();
        Assert.True(machine.IsClean);
        return listener.Told;
    }

    private sealed class Listener(PipelineDrawing drawing, StageInfo? failing, int occurrence) : IStageMonitor
    {
        private int _asked;

        public ToldSteps Told { get; } = new(drawing.Stages);

        public bool IsOver { get; set; }

        public void OnStageEvent(StageScope pipeline, in StageEvent stageEvent)
        {
            if (!IsOver && pipeline.Pipeline == drawing.Name)
            {
                Told.Add(stageEvent.Kind, stageEvent.Stage.Name, stageEvent.Error is not null);
            }
        }

        public void OnStageStarting(StageScope pipeline, StageInfo stage, ref Errno error)
        {
            if (pipeline.Pipeline == drawing.Name && stage.Name == failing?.Name && ++_asked == occurrence)
            {
                error = Errno.EIO;
            }
        }

        public void OnWarning(StageScope pipeline, string warning)
        {
        }
    }
}
