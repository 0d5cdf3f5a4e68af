namespace Mlx4.Sample.Driver.Commands;

/// <summary>The firmware's answer to a command: the top byte of the last word of the HCR.</summary>
internal enum CommandStatus : byte
{
    Ok = 0x00,
    InternalError = 0x01,
    BadOperation = 0x02,
    BadParameter = 0x03,
    BadSystemState = 0x04,
    BadResource = 0x05,
    ResourceBusy = 0x06,
    ExceedsLimit = 0x08,
    BadResourceState = 0x09,
    BadIndex = 0x0a,
    BadNonVolatileMemory = 0x0b,
    IcmError = 0x0c,
    BadQpState = 0x10,
    BadSegmentParameter = 0x20,
    RegionBound = 0x21,
    LocalAddressNotPresent = 0x22,
    BadPacket = 0x30,
    BadSize = 0x40,
    MultiFunctionRequired = 0x50,
}
