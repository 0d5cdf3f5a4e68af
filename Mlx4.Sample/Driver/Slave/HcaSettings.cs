using Mlx4.Sample.Driver.Capabilities;
using Mlx4.Sample.Driver.Commands;

namespace Mlx4.Sample.Driver.Slave;

/// <summary>The answer to QUERY_HCA: what the master has made of the HCA, as far as a slave must follow it.</summary>
internal sealed record HcaSettings
{
    private const int LogSmallestPage = 12;

    /// <summary>What every slave must know of; none of it has a name yet.</summary>
    public ulong GlobalCapabilities { get; init; }

    public SteeringMode SteeringMode { get; init; }

    /// <summary>The logarithm of the size of a multicast group in bytes.</summary>
    public int LogMgmEntrySize { get; init; }

    public int EqeSize { get; init; }
    public int CqeSize { get; init; }

    /// <summary>The size of a UAR page.</summary>
    public ulong UarPageSize { get; init; }

    /// <summary>Reads the output of QUERY_HCA.</summary>
    public static HcaSettings Read(Mailbox mailbox)
    {
        const int DeviceManaged = 6;
        const int UnicastSteering = 3;
        const int Eqe64Bytes = 5;
        const int Cqe64Bytes = 6;

        SteeringMode mode = mailbox.Bit8(0x17, DeviceManaged) ? SteeringMode.DeviceManaged
            : mailbox.Bit8(0xd8, UnicastSteering) ? SteeringMode.B0
            : SteeringMode.A0;
        return new HcaSettings
        {
            GlobalCapabilities = mailbox.Read64(0x04),
            SteeringMode = mode,
            LogMgmEntrySize = mailbox.Bits8(mode == SteeringMode.DeviceManaged ? 0x1e3 : 0xd3, 0, 5),
            EqeSize = mailbox.Bit8(0x58, Eqe64Bytes) ? 64 : 32,
            CqeSize = mailbox.Bit8(0x58, Cqe64Bytes) ? 64 : 32,
            UarPageSize = 1UL << (LogSmallestPage + mailbox.Bits8(0x12b, 0, 5)),
        };
    }
}
