using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Behaviour;

/// <summary>Promise 3, rulings B9, B19 and B20: <c>When</c>.</summary>
public class ConditionTests
{
    private static readonly Func<Device> Nic = Device.Factory(Source.Nic("""
        public bool Sriov, Msi;

        [InitStage(10, Cleanup = nameof(StopA))] Errno A() => Probe.Step("A");
        void StopA() => Probe.Step("-A");

        [InitStage(20, Cleanup = nameof(StopB), When = nameof(Sriov))] Errno B() => Probe.Step("B");
        void StopB() => Probe.Step("-B");

        [InitStage(30, NoCleanup = "test", When = nameof(UsesMsi))] Errno C() => Probe.Step("C");
        bool UsesMsi => Msi;

        [InitStage(40, Cleanup = nameof(StopD), When = nameof(Asks))] Errno D() => Probe.Step("D");
        void StopD() => Probe.Step("-D");
        bool Asks()
        {
            Probe.Step("Asks");
            return Sriov;
        }

        [InitStage(50, Cleanup = nameof(StopE))] Errno E() => Probe.Step("E");
        void StopE() => Probe.Step("-E");
        """));

    [Theory]
    [InlineData(false, false, "", "ok", "A Asks E")]
    [InlineData(true, false, "", "ok", "A B Asks D E")]
    [InlineData(false, true, "", "ok", "A C Asks E")]
    [InlineData(true, true, "", "ok", "A B C Asks D E")]
    [InlineData(false, false, "E=EIO", "E: EIO", "A Asks E -A")]
    [InlineData(true, false, "E=EIO", "E: EIO", "A B Asks D E -D -B -A")]
    [InlineData(true, true, "B=EIO", "B: EIO", "A B -A")]
    [InlineData(true, true, "C=EIO", "C: EIO", "A B C -B -A")]
    [InlineData(false, true, "C=throw", "C threw", "A C -A")]
    [InlineData(true, true, "D=throw", "D threw", "A B C Asks D -B -A")]
    [InlineData(true, true, "Asks=throw", "Asks threw", "A B C Asks -B -A")]
    [InlineData(false, true, "Asks=throw", "Asks threw", "A C Asks -A")]
    public void A_stage_that_was_skipped_is_not_undone(bool sriov, bool msi, string plan, string result, string log)
    {
        Device nic = Nic().Set("Sriov", sriov).Set("Msi", msi).Plan(plan);

        Assert.Equal(result, nic.TryLoad());
        Assert.Equal(log, nic.Log);
    }

    [Theory]
    [InlineData(true, "-E -D -B -A")]
    [InlineData(false, "-E -A")]
    public void The_unload_goes_by_what_ran_and_not_by_what_the_condition_says_now(bool ran, string log)
    {
        Device nic = Nic().Set("Sriov", ran);
        nic.Load();
        nic.TakeLog();

        nic.Set("Sriov", !ran).Unload();

        Assert.Equal(log, nic.Log);
    }

    [Fact]
    public void Each_load_reads_the_conditions_anew()
    {
        Device nic = Nic().Set("Sriov", true);
        nic.Load();
        nic.Unload();
        nic.TakeLog();

        nic.Set("Sriov", false).Load();
        nic.Unload();

        Assert.Equal("A Asks E -E -A", nic.Log);
    }

    [Fact]
    public void A_failed_load_leaves_no_memory_of_its_conditions()
    {
        Device nic = Nic().Set("Sriov", true).Plan("E=EIO,EIO");
        nic.Load();
        nic.TakeLog();

        nic.Set("Sriov", false).Load();

        Assert.Equal("A Asks E -A", nic.Log);
    }

    [Theory]
    [InlineData(true, false, "A", "-A")]
    [InlineData(false, true, "B", "-B")]
    public void A_condition_may_be_a_parameter_of_a_stage_or_of_a_cleanup(bool isMaster, bool force, string load, string unload)
    {
        Device nic = Device.Of(Source.Nic("""
            [InitStage(10, Cleanup = nameof(StopA), When = nameof(isMaster))] Errno A(bool isMaster) => Probe.Step(isMaster ? "A" : "A?");
            void StopA() => Probe.Step("-A");

            [InitStage(20, Cleanup = nameof(StopB), When = "force")] Errno B() => Probe.Step("B");
            void StopB(bool force) => Probe.Step("-B");
            """.Replace("nameof(isMaster)", "\"isMaster\"", StringComparison.Ordinal)));

        Assert.Equal("ok", nic.Load(isMaster, force));
        Assert.Equal(load, nic.TakeLog());

        // What is passed to the unload decides nothing.
        nic.Unload(!force);
        Assert.Equal(unload, nic.Log);
    }

    [Fact]
    public void A_member_goes_before_a_parameter_of_its_name()
    {
        Device nic = Device.Of(Source.Nic("""
            public bool sriov = false;

            [InitStage(10, NoCleanup = "test", When = nameof(sriov))] Errno A() => Probe.Step("A");
            [InitStage(20, NoCleanup = "test")] Errno B(bool sriov) => Probe.Step("B" + sriov);
            """));

        Assert.Equal("ok", nic.Load(true));
        Assert.Equal("BTrue", nic.Log);
    }

    [Theory]
    [InlineData("Always", "A B")]
    [InlineData("Never", "B")]
    public void A_constant_is_a_condition(string condition, string log)
    {
        Device nic = Device.Of(Source.Nic($$"""
            const bool Always = true;
            const bool Never = false;
            const bool Unused = Always || Never;

            [InitStage(10, NoCleanup = "test", When = nameof({{condition}}))] Errno A() => Probe.Step("A");
            [InitStage(20, NoCleanup = "test")] Errno B() => Probe.Step("B");
            """));

        Assert.Equal("ok", nic.Load());
        Assert.Equal(log, nic.Log);
    }

    [Theory]
    [InlineData("Always", "Starting A A Completed A Starting B B Completed B CleaningUp A -A CleanedUp A")]
    [InlineData("Never", "Skipped A Starting B B Completed B")]
    public void A_constant_is_a_condition_of_an_observed_stage_that_is_undone(string condition, string log)
    {
        Device nic = Device.Of(Source.Nic($$"""
            const bool Always = true;
            const bool Never = false;
            const bool Unused = Always || Never;

            [InitStage(10, Cleanup = nameof(StopA), When = nameof({{condition}}), Transient = true)] Errno A() => Probe.Step("A");
            void StopA() => Probe.Step("-A");
            [InitStage(20, NoCleanup = "test", When = nameof(Always))] Errno B() => Probe.Step("B");

            partial void OnStageEvent(in StageEvent stageEvent) => Probe.Log.Add(stageEvent.ToString());
            """));

        Assert.Equal("ok", nic.Load());
        Assert.Equal(log, nic.Log);
    }

    [Fact]
    public void Conditions_and_cleanups_may_be_static_or_inherited()
    {
        Device nic = Device.Of(
            Source.Nic("""
                public static bool Everywhere { get; set; } = true;

                [InitStage(10, Cleanup = nameof(StopPort), When = nameof(Everywhere))] Errno A() => Probe.Step("A");
                [InitStage(20, Cleanup = nameof(Release), When = nameof(HasPort))] Errno B() => Probe.Step("B");
                static void Release() => Released++;
                public static int Released;
                """, "public sealed partial class Nic : Port")
            .Replace("public Probe Probe = null!;", "", StringComparison.Ordinal),
            Source.File("""
                public abstract class Port
                {
                    public Probe Probe = null!;
                    protected bool HasPort { get; } = true;
                    protected internal void StopPort() => Probe.Step("-Port");
                }
                """));

        nic.Load();
        nic.Unload();

        Assert.Equal("A B -Port", nic.Log);
        Assert.Equal(1, nic.Get("Released"));
    }
}
