using Mlx4.Runtime;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Driver.Master;

/// <summary>Fetches the command that a slave has put into its vHCR, has it carried out, and puts the answer there (<c>mlx4_master_process_vhcr</c>).</summary>
internal sealed class VhcrProcessor(CommandInterface commands, Gate gate, WrappedCommands wrapped, SlaveEvents events, Mailbox copy, StageScope scope)
{
    private readonly FunctionMemory _memory = new(commands);

    /// <summary>Processes a slave's vHCR.</summary>
    /// <returns>The error if the slave cannot be told how its command ended.</returns>
    public Errno Process(SlaveState slave)
    {
        using (gate.Enter())
        {
            if (_memory.Read(slave.Number, slave.Vhcr, copy, Vhcr.CopySize) is var unread and not Errno.Ok)
            {
                return unread;
            }
            Command command = Vhcr.ReadCommand(copy.Bytes);
            Errno error = wrapped.Execute(slave, command, out ulong? result, out bool lost);
            if (lost)
            {
                return error;
            }
            bool wantsEvent = Vhcr.WantsEvent(copy.Bytes);
            Vhcr.WriteAnswer(copy.Bytes, error.ToStatus(), error == Errno.Ok ? result : null);
            if (_memory.Write(slave.Number, slave.Vhcr, copy, Vhcr.CopySize) is var untold and not Errno.Ok)
            {
                return untold;
            }
            if (wantsEvent && events.CommandCompleted(slave) is var unsent and not Errno.Ok)
            {
                scope.Warn($"slave {slave.Number} is not told that {command.Opcode} is done: {unsent}");
            }
            return Errno.Ok;
        }
    }
}
