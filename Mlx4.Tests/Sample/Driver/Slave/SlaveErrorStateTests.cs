using Mlx4.Runtime;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Driver.Slave;

/// <summary>A slave gives its function up: it asks for its own reset.</summary>
public class SlaveErrorStateTests
{
    private const ulong Capabilities = 0x8;
    private const ulong Flags = 0xc;

    [Fact]
    public void The_function_is_reset_and_the_master_takes_everything_back()
    {
        var machine = new SlaveMachine();
        machine.Load().ThrowIfFailed();

        machine.Commands.EnterErrorState();

        Assert.True(machine.Commands.InternalError);
        Assert.Empty(machine.Monitor.Warnings);
        Assert.Equal("", machine.Master.Granted);
        Assert.Equal(9, machine.Master.TakenBack.Count(granted => granted.StartsWith("EQ ", StringComparison.Ordinal)));

        machine.Master.Said.Clear();
        machine.Unload();
        Assert.Empty(machine.Master.Said);
        Assert.Empty(machine.Monitor.Warnings);
        Assert.Equal(SlaveMachine.Nothing, machine.Held);
        machine.Load().ThrowIfFailed();
        machine.Unload();
        Assert.Equal(SlaveMachine.Nothing, machine.Held);
    }

    [Theory]
    [InlineData(Opcode.FreeRes, Errno.Ok)]
    [InlineData(Opcode.Hw2SwEq, Errno.Ok)]
    [InlineData(Opcode.ClosePort, Errno.Ok)]
    [InlineData(Opcode.AllocRes, Errno.EIO)]
    [InlineData(Opcode.MapEq, Errno.EIO)]
    [InlineData(Opcode.Nop, Errno.EIO)]
    internal void What_gives_back_counts_as_done_and_nothing_else_does(Opcode opcode, Errno error)
    {
        var machine = new SlaveMachine();
        machine.Load().ThrowIfFailed();
        machine.Commands.EnterErrorState();
        machine.Master.Said.Clear();

        Assert.Equal(error, machine.Commands.Execute(new Command(opcode)));

        Assert.Empty(machine.Master.Said);
    }

    [Fact]
    public void A_reset_that_is_not_acknowledged_is_waited_for_ten_seconds()
    {
        var machine = new SlaveMachine { Master = { AcknowledgesResets = false } };
        machine.Load().ThrowIfFailed();

        machine.Commands.EnterErrorState();

        Assert.Equal(["the card could not be reset: ETIMEDOUT"], machine.Monitor.Warnings);
        Assert.True(machine.Commands.InternalError);
        Assert.Equal(TimeSpan.FromSeconds(10), machine.Time.Elapsed);
        machine.Unload();
        Assert.Equal("empty", machine.Host.Ledger.ToString());
    }

    [Fact]
    public void A_reset_is_not_asked_for_while_an_earlier_one_is_not_acknowledged()
    {
        var machine = new SlaveMachine { Master = { AcknowledgesResets = false } };
        machine.Load().ThrowIfFailed();
        machine.Commands.EnterErrorState();
        machine.Unload();
        machine.Load().ThrowIfFailed();
        machine.Monitor.Warnings.Clear();

        machine.Commands.EnterErrorState();

        Assert.Equal(["the card could not be reset: EIO"], machine.Monitor.Warnings);
        Assert.Equal(TimeSpan.FromSeconds(10), machine.Time.Elapsed);
    }

    [Fact]
    public void A_channel_without_resets_says_so()
    {
        var machine = new SlaveMachine { Function = { Words = { [Capabilities] = 0 } } };
        machine.Load().ThrowIfFailed();

        machine.Commands.EnterErrorState();

        Assert.Equal(["the card could not be reset: EOPNOTSUPP"], machine.Monitor.Warnings);
        Assert.True(machine.Commands.InternalError);
        machine.Unload();
        Assert.Equal("empty", machine.Host.Ledger.ToString());
    }

    [Fact]
    public void A_function_that_cannot_be_reached_needs_no_reset()
    {
        var machine = new SlaveMachine();
        machine.Load().ThrowIfFailed();
        machine.Function.Words[Flags] = uint.MaxValue;

        machine.Commands.EnterErrorState();

        Assert.Empty(machine.Monitor.Warnings);
        Assert.Empty(machine.Master.TakenBack);
    }

    [Fact]
    public void A_waiting_command_ends_when_another_thread_gives_the_function_up()
    {
        var machine = new SlaveMachine();
        machine.Load().ThrowIfFailed();
        machine.Master.SilentFrom = "QueryFw";
        using var queue = new WorkQueue(machine.Time, "another thread");
        using ITimer timer = machine.Time.CreateTimer(
            _ => queue.Queue(machine.Commands.EnterErrorState), null, TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);

        Assert.Equal(Errno.EIO, machine.Commands.Execute(new Command(Opcode.QueryFw)));

        Assert.Equal(TimeSpan.FromSeconds(5), machine.Time.Elapsed);
        Assert.Empty(machine.Monitor.Warnings);
    }

    [Theory]
    [InlineData(Opcode.Nop)]
    [InlineData(Opcode.QueryFw)]
    internal void So_it_does_on_a_physical_function(Opcode opcode)
    {
        var machine = new Machine(options: Machine.Small);
        CommandInterface commands = new(machine.Pci, new Mlx4.Sample.Driver.StageScope(machine.Monitor, nameof(CommandInterface)));
        machine.Pci.EnableDevice();
        machine.Pci.SetMaster();
        commands.LoadOne().ThrowIfFailed();
        machine.Card.Faults.HangCommand((ushort)opcode);
        using var queue = new WorkQueue(machine.Time, "another thread");
        using ITimer timer = machine.Time.CreateTimer(
            _ => queue.Queue(commands.EnterErrorState), null, TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);

        Assert.Equal(Errno.EIO, commands.Execute(new Command(opcode, 0x1f)));

        // The reset takes a second.
        Assert.Equal(TimeSpan.FromSeconds(6), machine.Time.Elapsed);
        Assert.Empty(machine.Monitor.Warnings);
        commands.UnloadOne();
    }
}
