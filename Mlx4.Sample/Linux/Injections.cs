using Mlx4.Runtime;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Linux;

/// <summary>Ways to let a call fail where the driver makes it.</summary>
internal static class Injections
{
    /// <summary>The card refuses the next command of this kind.</summary>
    public static LinuxStep.Injection Command(Opcode opcode) =>
        (card, _, error) => card.Faults.FailCommand((ushort)opcode, (byte)StatusOf(error));

    /// <summary>The host refuses the next call of this kind, with the error that it has for it.</summary>
    public static LinuxStep.Injection Host(HostCall call) => (_, host, _) => host.Faults.Fail(call);

    /// <summary>The next look at the ownership word finds another owner.</summary>
    public static void TakenOwnership(ConnectX3 card, PciHost host, Errno error) => card.Faults.OwnershipTaken = true;

    /// <summary>The first status that the driver turns into this error; one that nobody knows if there is none.</summary>
    private static CommandStatus StatusOf(Errno error) =>
        Enum.GetValues<CommandStatus>().FirstOrDefault(status => status.ToErrno() == error, CommandStatus.InternalError);
}
