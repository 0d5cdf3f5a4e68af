using Mlx4.Runtime;

namespace Mlx4.Sample.Driver.Commands;

/// <summary>Turns the firmware's answers into the driver's errors.</summary>
internal static class CommandStatusExtensions
{
    /// <summary>The error of a status (<c>mlx4_status_to_errno</c>). A status that is not in the table is EIO.</summary>
    public static Errno ToErrno(this CommandStatus status) => status switch
    {
        CommandStatus.Ok => Errno.Ok,
        CommandStatus.InternalError => Errno.EIO,
        CommandStatus.BadOperation => Errno.EPERM,
        CommandStatus.BadParameter => Errno.EINVAL,
        CommandStatus.BadSystemState => Errno.ENXIO,
        CommandStatus.BadResource => Errno.EBADF,
        CommandStatus.ResourceBusy => Errno.EBUSY,
        CommandStatus.ExceedsLimit => Errno.ENOMEM,
        CommandStatus.BadResourceState => Errno.EBADF,
        CommandStatus.BadIndex => Errno.EBADF,
        CommandStatus.BadNonVolatileMemory => Errno.EFAULT,
        CommandStatus.IcmError => Errno.ENFILE,
        CommandStatus.BadQpState => Errno.EINVAL,
        CommandStatus.BadSegmentParameter => Errno.EFAULT,
        CommandStatus.RegionBound => Errno.EBUSY,
        CommandStatus.LocalAddressNotPresent => Errno.EAGAIN,
        CommandStatus.BadPacket => Errno.EINVAL,
        CommandStatus.BadSize => Errno.ENOMEM,
        CommandStatus.MultiFunctionRequired => Errno.EACCES,
        _ => Errno.EIO,
    };

    /// <summary>The status by which a slave is told an error (<c>mlx4_errno_to_status</c>). What is not in the table is an internal error.</summary>
    public static CommandStatus ToStatus(this Errno error) => error switch
    {
        Errno.Ok => CommandStatus.Ok,
        Errno.EPERM => CommandStatus.BadOperation,
        Errno.EINVAL => CommandStatus.BadParameter,
        Errno.ENXIO => CommandStatus.BadSystemState,
        Errno.EBUSY => CommandStatus.ResourceBusy,
        Errno.ENOMEM => CommandStatus.ExceedsLimit,
        Errno.ENFILE => CommandStatus.IcmError,
        _ => CommandStatus.InternalError,
    };
}
