using Mlx4.Tests.Generators.Harness;

namespace Mlx4.Tests.Generators.Snapshots;

/// <summary>The generated code, one feature after the other, to be read.</summary>
public class GeneratedCodeTests
{
    [Fact]
    public Task Stages_in_a_straight_line_and_the_ladder_that_undoes_them() => Verify("""
        [InitStage(10, Cleanup = nameof(DisableDevice))] private Errno EnableDevice(Pdev pdev) => pdev.Enable();
        private void DisableDevice(Pdev pdev) => pdev.Disable();

        [InitStage(20, Cleanup = nameof(ReleaseRegions))] private Errno RequestRegions(Pdev pdev, string name) => pdev.Request(name);
        private void ReleaseRegions(Pdev pdev) => pdev.Release();

        [InitStage(30, NoCleanup = "the mask is a property of the device")] private Errno SetDmaMask(Pdev pdev, int bits = 64) => 0;
        """);

    [Fact]
    public Task Conditions_are_remembered_and_items_are_counted() => Verify("""
        private bool _sriov;
        private Port[] Ports { get; } = { };

        [InitStage(10, Cleanup = nameof(DisableSriov), When = nameof(_sriov))] private Errno EnableSriov(Pdev pdev) => 0;
        private void DisableSriov(Pdev pdev) => _sriov = false;

        [InitStage(20, Cleanup = nameof(CleanupPort), ForEach = nameof(Ports))] private Errno InitPort(Port port) => 0;
        private void CleanupPort(Port port) { }
        """);

    [Fact]
    public Task A_restart_goes_down_the_ladder_and_back_to_its_stage() => Verify("""
        [InitStage(10, Cleanup = nameof(CloseHca))] private Errno InitHca() => 0;
        private void CloseHca() { }

        [InitStage(20, Cleanup = nameof(DisableMsiX))] private Errno EnableMsiX() => 0;
        private void DisableMsiX() { }

        [InitStage(30, Cleanup = nameof(TeardownHca), RestartOn = Errno.EBUSY, RestartFrom = nameof(EnableMsiX))] private InitResult<Errno> SetupHca() => default;
        private void TeardownHca() { }
        """);

    [Fact]
    public Task A_restart_keeps_what_stands_below_its_stage() => Verify("""
        private bool _sriov;

        [InitStage(10, Cleanup = nameof(DisableDevice))] private Errno EnableDevice() => 0;
        private void DisableDevice() { }

        [InitStage(20, Cleanup = nameof(CloseFirmware))] private Errno InitFirmware() => 0;
        private void CloseFirmware() { }

        [InitStage(30, Cleanup = nameof(DisableSriov), CleanupAt = nameof(EnableDevice), When = nameof(_sriov))] private Errno EnableSriov() => 0;
        private void DisableSriov() => _sriov = false;

        [InitStage(40, Cleanup = nameof(CloseHca), RestartOn = Errno.EAGAIN, RestartFrom = nameof(InitFirmware))] private Errno InitHca() => 0;
        private void CloseHca() { }
        """);

    [Fact]
    public Task Transients_end_with_the_load_and_other_cleanups_may_stand_elsewhere() => Verify("""
        [InitStage(10, Cleanup = nameof(FreeIcm))] private Errno MapIcm() => 0;
        private void FreeIcm() { }

        [InitStage(20, Cleanup = nameof(FreeMailbox), Transient = true)] private Errno AllocMailbox() => 0;
        private void FreeMailbox() { }

        [InitStage(30, Cleanup = nameof(UnmapFirmware), CleanupAt = nameof(MapIcm))] private Errno MapFirmware() => 0;
        private void UnmapFirmware() { }
        """);

    [Fact]
    public Task The_load_goes_on_without_an_optional_stage() => Verify("""
        private const int Ports = 2;
        private bool _hasClock;

        [InitStage(10, Cleanup = nameof(DisableDevice))] private Errno EnableDevice() => 0;
        private void DisableDevice() { }

        [InitStage(20, Cleanup = nameof(UnmapClock), When = nameof(_hasClock), Optional = true)] private Errno MapClock() => 0;
        private void UnmapClock() => _hasClock = false;

        [InitStage(30, NoCleanup = "the firmware remembers it", ForEach = nameof(Ports), Optional = true)] private Errno SensePort(int port) => 0;

        [InitStage(40, Cleanup = nameof(CloseHca))] private Errno InitHca() => 0;
        private void CloseHca() { }
        """);

    [Fact]
    public Task Hooks_that_are_implemented_are_called() => Verify("""
        [InitStage(10, Cleanup = nameof(Stop))] private Errno Start() => 0;
        private void Stop() { }

        partial void OnStageEvent(in StageEvent stageEvent) { }
        partial void OnStageStarting(StageInfo stage, ref Errno error) { }
        """);

    [Fact]
    public Task A_void_pipeline_in_a_record_structure() => Verify("""
        [InitStage(10, Cleanup = nameof(Stop))] private void Start() { }
        private void Stop() { }
        """, "public partial record struct Nic");

    private static Task Verify(string body, string declaration = "public sealed partial class Nic", [System.Runtime.CompilerServices.CallerMemberName] string method = "") => Snapshot.Verify(
        GeneratorRun.Of(Source.File($$"""
            {{declaration}}
            {
            {{body}}
            }

            public sealed class Port { }
            public sealed class Pdev
            {
                public Errno Enable() => 0;
                public void Disable() { }
                public Errno Request(string name) => 0;
                public void Release() { }
            }
            """)).AssertCompilesWithoutWarning().Text,
        method: method);
}
