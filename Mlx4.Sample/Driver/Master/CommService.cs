using Mlx4.Runtime;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Driver.Interfaces;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Driver.Master;

/// <summary>The master's side of the comm channel (<c>mlx4_master_comm_channel</c>): two words a slave, one that it writes and one that answers it.</summary>
internal sealed class CommService(
    CommandInterface commands, IReadOnlyList<SlaveState> slaves, VhcrProcessor vhcrs, Reclaimer reclaimer, TimeProvider time, StageScope scope)
{
    /// <summary>The size of the area in bytes: a page, though the words of all slaves take less.</summary>
    public const int AreaSize = 0x1000;

    /// <summary>How often it is tried to arm the channel. All the tries take a second, which is less than slaves wait for an answer.</summary>
    public const int ArmTries = 10;

    private const int EntrySize = 8;
    private const int SlaveWrite = 0;
    private const int SlaveRead = 4;

    private const int ToggleShift = 31;
    private const int CommandShift = 16;

    /// <summary>The answer to a command that could not be carried out: the slave resets itself.</summary>
    private const uint InternalError = 1 << 17;

    /// <summary>The answer to a reset: revision 1 of the interface, version 1 of the channel.</summary>
    private const uint Version = 0x0101;

    private static readonly TimeSpan ArmInterval = TimeSpan.FromMilliseconds(100);

    private volatile bool _serving;

    /// <summary>The area.</summary>
    public MmioRegion Area { get; set; } = MmioRegion.Unmapped;

    /// <summary>Whether slaves are served.</summary>
    public bool IsServing
    {
        get => _serving;
        set => _serving = value;
    }

    /// <summary>Is told which slaves come and go; <see langword="null"/>: nobody is.</summary>
    public Action<DeviceEvent, int>? Notify { get; set; }

    /// <summary>Clears both words of a slave.</summary>
    public void Clear(SlaveState slave)
    {
        Area.Write32(Word(slave, SlaveWrite), 0);
        Area.Write32(Word(slave, SlaveRead), 0);
    }

    /// <summary>From now on, or once more, the card tells by an event which slaves have written.</summary>
    public Errno Arm() => commands.ExecuteNative(new Command(Opcode.ArmCommChannel), out _);

    /// <summary>Serves the slaves of a bit vector, if any are served, and arms the channel again.</summary>
    public void Serve(ReadOnlySpan<uint> written)
    {
        if (!IsServing)
        {
            return;
        }
        foreach (SlaveState slave in slaves)
        {
            if ((written[slave.Number / 32] >> slave.Number % 32 & 1) != 0)
            {
                Serve(slave);
            }
        }
        ArmAgain();
    }

    /// <summary>A channel that is not armed tells of no slave any more, so one refusal is not the last word.</summary>
    private void ArmAgain()
    {
        Errno refusal = Arm();
        if (refusal == Errno.Ok)
        {
            return;
        }
        Errno error = refusal;
        // A card that has been given up takes no command before the next load, which arms the channel itself.
        for (int tries = 1; error != Errno.Ok && tries < ArmTries && IsServing && !commands.InternalError; tries++)
        {
            time.Sleep(ArmInterval);
            error = Arm();
        }
        scope.Warn(error == Errno.Ok
            ? $"the comm channel was not armed at the first try: {refusal}"
            : $"the comm channel is not armed: {error}; no slave is served before the master is loaded again");
    }

    /// <summary>Carries out what a slave has written, if it has not been answered yet.</summary>
    private void Serve(SlaveState slave)
    {
        uint word = Area.Read32(Word(slave, SlaveWrite));
        uint answered = Area.Read32(Word(slave, SlaveRead)) >> ToggleShift;
        uint toggle = word >> ToggleShift;
        if (toggle == answered)
        {
            return;
        }
        if (slave.Toggle != answered)
        {
            scope.Warn($"slave {slave.Number} is out of step, and is followed");
        }
        slave.Toggle = toggle;
        uint reply = toggle << ToggleShift;
        var command = (CommCommand)(byte)(word >> CommandShift);
        if (command == CommCommand.Reset)
        {
            Restart(slave, reply);
        }
        else if (slave.LastCommand == CommCommand.FunctionReset)
        {
            scope.Warn($"slave {slave.Number} sends {command} before it has been cleaned up after; it gets no answer");
        }
        else if (!CarryOut(slave, command, (ushort)word))
        {
            scope.Warn($"slave {slave.Number} cannot be served ({command} after {slave.LastCommand}); it has to begin anew");
            reclaimer.TakeBackAll(slave);
            slave.Deactivate();
            slave.Advance(CommCommand.Reset);
            Answer(slave, reply | InternalError);
        }
        else if (slave.Advance(command))
        {
            Answer(slave, reply);
        }
    }

    /// <summary>
    /// The slave begins anew, and has nothing any more. One whose function was reset is told to try again, by an answer without a version:
    /// what it had is taken back by the work that is already due.
    /// </summary>
    private void Restart(SlaveState slave, uint reply)
    {
        if (slave.IsLive)
        {
            Notify?.Invoke(DeviceEvent.SlaveShutdown, slave.Number);
        }
        slave.Deactivate();
        if (slave.LastCommand != CommCommand.FunctionReset)
        {
            reclaimer.TakeBackAll(slave);
            slave.Advance(CommCommand.Reset);
            reply |= Version;
        }
        Answer(slave, reply);
    }

    /// <returns>Whether the command came in its turn, and could be carried out.</returns>
    private bool CarryOut(SlaveState slave, CommCommand command, ushort parameter)
    {
        const int PartBits = 16;
        switch (command)
        {
            case CommCommand.Vhcr0 or CommCommand.Vhcr1 or CommCommand.Vhcr2 or CommCommand.VhcrEnable when slave.LastCommand == command - 1:
                int shift = (CommCommand.VhcrEnable - command) * PartBits;
                slave.Vhcr = (command == CommCommand.Vhcr0 ? 0 : slave.Vhcr) | (ulong)parameter << shift;
                if (command == CommCommand.VhcrEnable)
                {
                    slave.Activate();
                    Notify?.Invoke(DeviceEvent.SlaveInit, slave.Number);
                }
                return true;
            case CommCommand.VhcrPost when slave.LastCommand is CommCommand.VhcrEnable or CommCommand.VhcrPost:
                return vhcrs.Process(slave) == Errno.Ok;
            default:
                return false;
        }
    }

    private void Answer(SlaveState slave, uint reply) => Area.Write32(Word(slave, SlaveRead), reply);

    private static int Word(SlaveState slave, int word) => slave.Number * EntrySize + word;
}
