using Mlx4.Sample.Hca.Ports;

namespace Mlx4.Sample.Hca.Commands;

/// <summary>The parts of SET_PORT for Ethernet, by their code. The VXLAN and RoCE v2 parts are those of later cards, and refused.</summary>
internal static class EthernetPortSettings
{
    private const int TrafficClasses = 8;
    private const int MaxPercent = 100;
    private const uint QpMask = 0xff_ffff;

    private enum Code : uint
    {
        General = 0x0,
        ReceiveQps = 0x1,
        MacTable = 0x2,
        VlanTable = 0x3,
        PriorityMap = 0x4,
        GidTable = 0x5,
        PriorityToTrafficClass = 0x8,
        Scheduler = 0x9,
    }

    /// <summary>Sets a part, or nothing if a value of it is not one that the card has.</summary>
    public static CommandStatus Set(EthernetSettings settings, uint code, ReadOnlySpan<byte> input)
    {
        bool valid = (Code)code switch
        {
            Code.General => SetGeneral(settings, input),
            Code.ReceiveQps => HasReceiveQps(input),
            Code.MacTable => SetMacs(settings, input),
            Code.VlanTable => SetVlans(settings, input),
            Code.PriorityMap => true, // a priority for each of eight; nothing here is sent by priority
            Code.GidTable => SetGids(settings, input),
            Code.PriorityToTrafficClass => HasTrafficClasses(input),
            Code.Scheduler => HasShares(input),
            _ => false,
        };
        return valid ? CommandStatus.Ok : CommandStatus.BadParam;
    }

    /// <summary>
    /// Bytes 2 and 3: which settings are valid; then bit 0 of 0x04 to ignore a bad FCS, 16 bits at 0x06 the MTU, 0x08 and 0x0c pauses to be
    /// sent and obeyed: all priorities together in bit 7 of them, or each in the byte that follows. An MTU and a MAC of the user's own are
    /// taken from later bytes, but nothing here depends on them.
    /// </summary>
    private static bool SetGeneral(EthernetSettings settings, ReadOnlySpan<byte> input)
    {
        const ushort MinMtu = 68;
        const byte MtuIsValid = 1 << 0;
        const byte ObeyedPausesAreValid = 1 << 1;
        const byte SentPausesAreValid = 1 << 2;
        const byte FcsIsValid = 1 << 1;
        byte valid = input[0x03];
        ushort mtu = input.Get16(0x06);
        if ((valid & MtuIsValid) != 0)
        {
            if (mtu is < MinMtu or > Capabilities.MaxEthernetMtu)
            {
                return false;
            }
            settings.Mtu = mtu;
        }
        if ((valid & SentPausesAreValid) != 0)
        {
            settings.SendsPause = Pauses(input[0x08], input[0x09]);
        }
        if ((valid & ObeyedPausesAreValid) != 0)
        {
            settings.ObeysPause = Pauses(input[0x0c], input[0x0d]);
        }
        if ((input[0x02] & FcsIsValid) != 0)
        {
            settings.IgnoresFcs = (input[0x04] & 1) != 0;
        }
        return true;
    }

    private static byte Pauses(byte all, byte each) => (all & 0x80) != 0 ? (byte)0xff : each;

    /// <summary>
    /// Which QPs frames go to that no steering rule knows: 0x00 the first for addresses of the table, 0x05 to 0x07 the logarithms of how many
    /// addresses, VLANs and priorities they are for. Linux uses it on cards without steering rules only.
    /// </summary>
    private static bool HasReceiveQps(ReadOnlySpan<byte> input) => (input.Get32(0x00) & ~QpMask) == 0
        && input[0x05] <= Capabilities.LogMaxMacs && input[0x06] <= Capabilities.LogMaxVlans && input[0x07] <= 3;

    private static bool SetMacs(EthernetSettings settings, ReadOnlySpan<byte> input)
    {
        for (int i = 0; i < EthernetSettings.Macs; i++)
        {
            settings.MacTable[i] = input.Get64(i * sizeof(ulong));
        }
        return true;
    }

    private static bool SetVlans(EthernetSettings settings, ReadOnlySpan<byte> input)
    {
        for (int i = 0; i < EthernetSettings.Vlans; i++)
        {
            settings.VlanTable[i] = input.Get32(i * sizeof(uint));
        }
        return true;
    }

    private static bool SetGids(EthernetSettings settings, ReadOnlySpan<byte> input)
    {
        input[..settings.GidTable.Length].CopyTo(settings.GidTable);
        return true;
    }

    /// <summary>Half a byte for each of eight priorities.</summary>
    private static bool HasTrafficClasses(ReadOnlySpan<byte> input)
    {
        foreach (byte two in input[..(TrafficClasses / 2)])
        {
            if (two >> 4 >= TrafficClasses || (two & 0xf) >= TrafficClasses)
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Four 16-bit words for each traffic class, of which the second is its share of its group in percent.</summary>
    private static bool HasShares(ReadOnlySpan<byte> input)
    {
        for (int i = 0; i < TrafficClasses; i++)
        {
            if (input.Get16((i * 8) + 2) > MaxPercent)
            {
                return false;
            }
        }
        return true;
    }
}
