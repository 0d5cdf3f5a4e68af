namespace Mlx4.Sample.Hca.Commands;

/// <summary>How a command ended: bits 31:24 of the command register's last word, or the status byte of its event.</summary>
internal enum CommandStatus : byte
{
    Ok = 0x00,

    /// <summary>The firmware itself failed.</summary>
    InternalError = 0x01,

    /// <summary>No such command.</summary>
    BadOp = 0x02,

    /// <summary>A parameter, modifier or address is out of its range.</summary>
    BadParam = 0x03,

    /// <summary>The device is not in the state that the command needs: firmware not running, HCA not initialised.</summary>
    BadSysState = 0x04,

    /// <summary>A resource named by the command is reserved.</summary>
    BadResource = 0x05,

    /// <summary>The resource is in use.</summary>
    ResourceBusy = 0x06,

    /// <summary>More was asked for than the device has.</summary>
    ExceedLimit = 0x08,

    /// <summary>The resource is not in the state, or not in the hands, that the command needs.</summary>
    BadResourceState = 0x09,

    /// <summary>No resource of that number.</summary>
    BadIndex = 0x0a,

    /// <summary>The device's non-volatile memory is corrupt.</summary>
    BadNvmem = 0x0b,

    /// <summary>The context memory behind the resource is not mapped.</summary>
    IcmError = 0x0c,

    BadQpState = 0x10,
    BadSegmentParam = 0x20,
    RegionBound = 0x21,
    LamNotPresent = 0x22,

    /// <summary>The packet in the mailbox is malformed.</summary>
    BadPacket = 0x30,

    /// <summary>A size is not supported.</summary>
    BadSize = 0x40,

    /// <summary>The command must come from the primary physical function.</summary>
    MultiFunctionRequired = 0x50,
}
