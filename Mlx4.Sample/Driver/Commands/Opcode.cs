namespace Mlx4.Sample.Driver.Commands;

/// <summary>The commands that the driver gives to the firmware.</summary>
internal enum Opcode : ushort
{
    QueryDevCap = 0x003,
    QueryFw = 0x004,
    QueryAdapter = 0x006,
    InitHca = 0x007,
    CloseHca = 0x008,
    ClosePort = 0x00a,
    QueryHca = 0x00b,
    SetPort = 0x00c,
    WriteMtt = 0x011,
    MapEq = 0x012,
    Sw2HwEq = 0x013,
    Hw2SwEq = 0x014,
    ConfSpecialQp = 0x023,
    MadIfc = 0x024,
    Nop = 0x031,
    ModStatCfg = 0x034,
    ConfigDev = 0x03a,
    QueryPort = 0x043,
    SensePort = 0x04d,
    QueryIfStat = 0x054,
    QueryFunc = 0x056,
    MadDemux = 0x203,

    // Between a slave and its master, or the master and itself; the firmware does not know them.
    AllocRes = 0xf00,
    FreeRes = 0xf01,
    QueryFuncCap = 0xf0a,

    RunFw = 0xff6,
    UnmapIcm = 0xff9,
    MapIcm = 0xffa,
    UnmapIcmAux = 0xffb,
    MapIcmAux = 0xffc,
    SetIcmSize = 0xffd,
    UnmapFa = 0xffe,
    MapFa = 0xfff,
}
