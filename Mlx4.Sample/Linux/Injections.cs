using Mlx4.Runtime;
using Mlx4.Sample.Driver;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Linux;

/// <summary>Ways to let a call fail where the driver makes it.</summary>
internal static class Injections
{
    /// <summary>The card refuses the next command of this kind.</summary>
    public static LinuxStep.Injection Command(Opcode opcode) =>
        (card, _, _, error) => card.Faults.FailCommand((ushort)opcode, (byte)StatusOf(error));

    /// <summary>The host refuses the next call of this kind, with the error that it has for it.</summary>
    public static LinuxStep.Injection Host(HostCall call) => (_, host, _, _) => host.Faults.Fail(call);

    /// <summary>The next look at the ownership word finds another owner.</summary>
    public static void TakenOwnership(ConnectX3 card, PciHost host, Mlx4Device device, Errno error) => card.Faults.OwnershipTaken = true;

    /// <summary>The master refuses the next command of this kind, of its own or of a slave's.</summary>
    public static LinuxStep.Injection MastersCommand(Opcode opcode) =>
        (_, _, device, error) => device.Commands.Wrapped = new Refusal(device.Commands, opcode, error);

    /// <summary>Stands before what the master does with commands until it has refused one.</summary>
    private sealed class Refusal(CommandInterface commands, Opcode opcode, Errno refused) : IWrappedCommands
    {
        private readonly IWrappedCommands? _next = commands.Wrapped;

        public bool TryExecute(int function, in Command command, out ulong result, out Errno error)
        {
            if (command.Opcode == opcode)
            {
                commands.Wrapped = _next;
                (result, error) = (0, refused);
                return true;
            }
            (result, error) = (0, Errno.Ok);
            return _next?.TryExecute(function, command, out result, out error) ?? false;
        }
    }

    /// <summary>The first status that the driver turns into this error; one that nobody knows if there is none.</summary>
    private static CommandStatus StatusOf(Errno error) =>
        Enum.GetValues<CommandStatus>().FirstOrDefault(status => status.ToErrno() == error, CommandStatus.InternalError);
}
