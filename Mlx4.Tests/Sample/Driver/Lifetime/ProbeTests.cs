using Mlx4.Runtime;
using Mlx4.Sample.Driver;
using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Driver.Lifetime;

public class ProbeTests
{
    private const Errno Refusal = Errno.EDOM;

    /// <summary>The stages of a probe that a master's runs, and cannot do without.</summary>
    public static TheoryData<string> Stages =>
        [.. PciProbe.LoadOneStages.Where(static stage => !stage.Optional).Select(static stage => stage.Name).Except(["SetDmaMask32", "CheckVfGroup"])];

    /// <summary>The stages of a load that a master's restart runs.</summary>
    public static TheoryData<string> RestartStages =>
    [
        "AdevInit", "InitState", "ChooseMode", "GetOwnership", "Reset", "BecomeMaster", "CmdInit", "InitFw", "QueryDevCap", "CheckDevCap", "SettleMode",
        "InitHca", "ReadLinkStatus", "ShareTables", "MultiFuncInit", "AllocEqTable", "RequireMsiX", "InitSteering", "SetupHca",
        "ArmCommChannel", "DescribePorts", "InitPortInfo", "RegisterDevice",
    ];

    [Theory]
    [MemberData(nameof(Stages))]
    public void A_refused_stage_leaves_nothing(string stage)
    {
        using var machine = new ModeMachine(FunctionMode.Master);
        machine.Monitor.Refuse(nameof(PciProbe), stage, Refusal);

        Assert.Equal($"{stage}: EDOM", machine.Driver.Probe().ToString());

        Assert.Equal(Machine.Nothing, machine.Machine.Held);
        Assert.Equal(0, machine.Monitor.ToUndo);
        Assert.Equal("ok", machine.Driver.Probe().ToString());
        machine.Driver.Remove();
        Assert.Equal(Machine.Nothing, machine.Machine.Held);
        Assert.Equal(0, machine.Monitor.ToUndo);
    }

    [Theory]
    [MemberData(nameof(RestartStages))]
    public void A_restart_that_fails_twice_leaves_what_can_be_removed(string stage)
    {
        using var machine = new ModeMachine(FunctionMode.Master);
        machine.Driver.Probe().ThrowIfFailed();

        for (int restart = 0; restart < 2; restart++)
        {
            machine.Monitor.Refuse(nameof(Mlx4Device), stage, Refusal);
            Assert.Equal($"{stage}: EDOM", machine.Driver.Restart().ToString());
            Assert.False(machine.Driver.IsLoaded);
            Assert.Equal(2, machine.Machine.Pci.VirtualDevices.Count);
        }
        machine.Driver.Remove();

        Assert.Equal(Machine.Nothing, machine.Machine.Held);
        Assert.Equal(0, machine.Monitor.ToUndo);
        Assert.Empty(machine.Machine.Pci.VirtualDevices);
    }

    [Fact]
    public void A_device_that_could_not_be_restarted_may_be_later()
    {
        using var machine = new ModeMachine(FunctionMode.Master);
        machine.Driver.Probe().ThrowIfFailed();
        machine.Monitor.Refuse(nameof(Mlx4Device), "ArmCommChannel", Refusal);
        Assert.True(machine.Driver.Restart().Failed);

        Assert.Equal("ok", machine.Driver.Restart().ToString());

        Assert.Equal(FunctionMode.Master, machine.Driver.Device.Mode);
        machine.Driver.Remove();
        Assert.Equal(Machine.Nothing, machine.Machine.Held);
    }

    [Fact]
    public void Virtual_functions_in_use_stay_when_their_master_is_removed_and_are_found_by_the_next()
    {
        using var machine = new ModeMachine(FunctionMode.Slave);
        machine.Driver.Probe().ThrowIfFailed();

        machine.Machine.Unload();

        Assert.Equal(2, machine.Machine.Pci.VirtualDevices.Count);
        Assert.Contains("1 virtual functions are in use, and stay", machine.Machine.Monitor.Warnings);
        machine.Driver.Remove();
        Assert.Equal("SR-IOV", Assert.Single(machine.Machine.Host.Ledger.Entries).Resource);

        Assert.Equal("ok", machine.Machine.Load().ToString());
        Assert.Equal(2, machine.Machine.Pci.VirtualDevices.Count);
        machine.Machine.Unload();
        Assert.Equal(Machine.Nothing, machine.Machine.Held);
    }

    [Fact]
    public void A_master_that_could_not_be_restarted_takes_its_virtual_functions_from_their_drivers()
    {
        using var machine = new ModeMachine(FunctionMode.Slave);
        machine.Driver.Probe().ThrowIfFailed();
        machine.Machine.Monitor.Refuse(nameof(Mlx4Device), "MultiFuncInit", Refusal);
        Assert.True(machine.Machine.Driver.Restart().Failed);

        machine.Machine.Unload();

        Assert.False(machine.Driver.IsLoaded);
        Assert.Empty(machine.Machine.Pci.VirtualDevices);
        Assert.Equal(Machine.Nothing, machine.Machine.Held);
    }

    [Theory]
    [InlineData(1, "ok")]
    [InlineData(2, "CheckVfGroup: ENODEV")]
    public void A_virtual_function_that_is_meant_for_a_guest_is_left_alone(int number, string result)
    {
        using var machine = new ModeMachine(FunctionMode.Master);
        machine.Driver.Probe().ThrowIfFailed();
        string held = machine.Machine.Held;
        DriverOptions options = Machine.Small with { VirtualFunctions = [2], ProbedVirtualFunctions = [1] };
        var slave = new Mlx4Driver(machine.Machine.Pci.VirtualDevices[number - 1], options, machine.Machine.Module);

        Assert.Equal(result, slave.Probe().ToString());

        slave.Remove();
        Assert.Equal(held, machine.Machine.Held);
    }

    [Fact]
    public void More_virtual_functions_to_be_probed_than_there_are_refuse_the_probe()
    {
        var machine = new Machine(options: Machine.Small with { VirtualFunctions = [2], ProbedVirtualFunctions = [3] });

        Assert.Equal("DistributeVfs: EINVAL", machine.Load().ToString());

        Assert.Equal(Machine.Nothing, machine.Held);
    }

    [Theory]
    [InlineData(HostCall.AllocDevlink, "AllocDevlink: ENOMEM")]
    [InlineData(HostCall.RegisterParameters, "RegisterParameters: ENOMEM")]
    [InlineData(HostCall.CreateRegion, "ok")]
    internal void A_host_that_refuses_something_of_devlink_gets_everything_back(HostCall call, string result)
    {
        var machine = new Machine(options: Machine.Small);
        machine.Host.Faults.Fail(call);

        Assert.Equal(result, machine.Load().ToString());

        machine.Unload();
        Assert.Equal(Machine.Nothing, machine.Held);
    }

    [Fact]
    public void While_it_is_bound_the_administrator_sees_the_device_and_its_parameters()
    {
        var machine = new Machine(options: Machine.Small);
        machine.Load().ThrowIfFailed();

        Assert.True(machine.Pci.Devlink.IsRegistered);
        Assert.Equal("128", machine.Pci.Devlink.Parameter("max_macs"));
        Assert.Equal("true", machine.Pci.Devlink.Parameter("enable_64b_cqe_eqe"));

        machine.Unload();
        Assert.False(machine.Pci.Devlink.IsRegistered);
        Assert.Null(machine.Pci.Devlink.Parameter("max_macs"));
    }
}
