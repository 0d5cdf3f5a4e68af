using Mlx4.Runtime;
using Mlx4.Testing;

namespace Mlx4.Tests.Testing;

/// <summary>What the kit says of a pipeline that is wrong, or is not tested as it should be.</summary>
public class KitReportTests
{
    [Fact]
    public void A_report_shows_what_should_have_been_beside_what_was()
    {
        FaultReport report = Of(probe => new TwoStages(probe) { Named = "Open" }).Run("Start fails");

        FaultReportException thrown = Assert.Throws<FaultReportException>(report.ThrowIfAny);
        Assert.Equal(
            """
            TwoStages.LoadOne: 1 of 1 runs went wrong

            Start fails: in the load, the load does not end as its stages say
                expected                 actual
                Starting Open            Starting Open
                Completed Open           Completed Open
                Starting Start           Starting Start
                Failed Start: ENOGRACE   Failed Start: ENOGRACE
                CleaningUp Open          CleaningUp Open
                CleanedUp Open           CleanedUp Open
              > returns Start: ENOGRACE  returns Open: ENOGRACE
              If every hook is forwarded to the probe of its run, and nothing else is told to that, the generated code is wrong.

            """.ReplaceLineEndings("\n"),
            thrown.Message);
    }

    [Fact]
    public void An_exception_that_does_not_come_out_is_reported()
    {
        // It is not unwound when a stage throws: nobody wrote that.
        FaultViolation violation = Assert.Single(Of(probe => new TwoStages(probe)).Run("Start throws").Violations);

        Assert.Equal("in the load, how the stage ended is not told", violation.Problem);
        Assert.Contains("> Failed Start: Start throws, on purpose.", violation.Details, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_left_behind_is_named()
    {
        FaultViolation violation = Assert.Single(Of(probe => new TwoStages(probe) { Forgotten = "a buffer" }).WithHeld(target => target.Held).Run("no fault").Violations);

        Assert.Equal("the first load and unload has left something behind", violation.Problem);
        Assert.Equal("  left behind: a buffer\n", violation.Details);
    }

    [Fact]
    public void If_a_run_without_a_fault_goes_wrong_it_is_the_only_one()
    {
        Assert.Equal(["no fault"], Of(probe => new TwoStages(probe) { Forgotten = "a buffer" }).WithHeld(target => target.Held).Cases());
    }

    [Theory]
    [InlineData(false, true, "nothing was told to the probe", "Implement OnStageEvent")]
    [InlineData(true, false, "no stage can be refused", "Implement OnStageStarting")]
    public void A_hook_that_is_not_forwarded_is_named(bool tells, bool asks, string problem, string remedy)
    {
        FaultViolation violation = Assert.Single(Of(probe => new TwoStages(probe) { Tells = tells, Asks = asks }).Run("no fault").Violations);

        Assert.Equal(problem, violation.Problem);
        Assert.StartsWith(remedy, violation.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_nested_pipeline_that_the_kit_was_not_told_of_is_named()
    {
        FaultViolation violation = Assert.Single(Of(probe => new TwoStages(probe) { Nested = new StageInfo("LoadPort", 10, "Enable") }).Run("no fault").Violations);

        Assert.Equal("in the load, the stage Enable of LoadPort is unknown", violation.Problem);
        Assert.Equal("Add .WithNested(TheType.LoadPortStages), or do not forward its hooks.", violation.Remedy);
    }

    [Fact]
    public void The_stated_error_is_the_one_that_stages_are_refused_with()
    {
        FaultViolation violation = Assert.Single(Of(probe => new TwoStages(probe) { Named = "Open" }).WithError(Errno.EIO).Run("Start fails").Violations);

        Assert.Contains("> returns Start: EIO  ", violation.Details, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        PipelineFaults<TwoStages> faults = Of(probe => new TwoStages(probe));

        Assert.Throws<ArgumentException>(() => faults.WithError(Errno.Ok));
        Assert.Throws<ArgumentException>(() => PipelineFaults.Of([], probe => new TwoStages(probe), target => target.Load(), target => target.Unload()));
        Assert.Contains("'Strat fails'", Assert.Throws<ArgumentException>(() => faults.Run("Strat fails")).Message, StringComparison.Ordinal);
        PipelineFaults<TwoStages> asynchronous = PipelineFaults.Of(
            TwoStages.Stages, probe => new TwoStages(probe), (target, _) => new ValueTask<InitResult<Errno>>(target.Load()), target => default(ValueTask));
        Assert.Equal("TwoStages.LoadOne is asynchronous: await RunAsync.", Assert.Throws<InvalidOperationException>(() => asynchronous.Run()).Message);
    }

    private static PipelineFaults<TwoStages> Of(Func<FaultProbe, TwoStages> create) =>
        PipelineFaults.Of(TwoStages.Stages, create, target => target.Load(), target => target.Unload());
}
