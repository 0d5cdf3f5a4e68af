using Mlx4.Sample.Hca.Functions;

namespace Mlx4.Sample.Hca.Verbs;

/// <summary>
/// A send work request (WQE): units of 16 bytes, the first of which controls the others.
/// <code>
/// 0x0  owner 31 | opcode 4:0        0x4  doorbell or VLAN 31:8 | units 5:0
/// 0x8  completion 3:2, solicited 1  0xc  immediate
/// </code>
/// What follows depends on service and opcode; data comes last, by key and address or inline.
/// </summary>
internal readonly ref struct SendRequest
{
    public const int UnitSize = 16;

    /// <summary>As many bytes as one request may leave to the card to segment: QUERY_DEV_CAP's 2^17.</summary>
    private const uint MaxSegmented = 1 << 17;

    private const int DatagramUnits = 3;
    private const uint Inline = 1u << 31;

    private readonly ReadOnlySpan<byte> _bytes;

    /// <summary>Reads a request that has been copied out of its ring.</summary>
    public SendRequest(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>The opcodes that the card tells apart (Linux: <c>MLX4_OPCODE_…</c>).</summary>
    private enum Kind : byte
    {
        Nop = 0x00,
        SendAndInvalidate = 0x01,
        RdmaWrite = 0x08,
        RdmaWriteImmediate = 0x09,
        Send = 0x0a,
        SendImmediate = 0x0b,
        LargeSend = 0x0e,
        RdmaRead = 0x10,
        CompareAndSwap = 0x11,
        FetchAndAdd = 0x12,
        MaskedCompareAndSwap = 0x14,
        MaskedFetchAndAdd = 0x15,
        BindWindow = 0x18,
        FastRegister = 0x19,
        LocalInvalidate = 0x1b,
    }

    public byte Opcode => (byte)(_bytes[0x03] & 0x1f);

    public bool WantsCompletion => (_bytes[0x0b] & 0x0c) == 0x0c;

    public bool IsSolicited => (_bytes[0x0b] & 0x02) != 0;

    /// <summary>Whether the request stays in the card.</summary>
    public bool IsLocal => (Kind)Opcode is Kind.Nop or Kind.BindWindow or Kind.FastRegister or Kind.LocalInvalidate;

    private int Units => _bytes.Length / UnitSize;

    /// <summary>Adds up what goes on the wire.</summary>
    /// <param name="pair">The QP.</param>
    /// <param name="regions">The regions that keys name.</param>
    /// <param name="packets">The number of packets, as far as the request cuts them.</param>
    /// <param name="bytes">The bytes in them.</param>
    public Syndrome Measure(QueuePair pair, MemoryRegions regions, out uint packets, out uint bytes)
    {
        packets = 1;
        bytes = 0;
        int unit = 1 + (pair.Service == ServiceType.UnreliableDatagram ? DatagramUnits : 0);
        uint header = 0;
        uint segment = 0;
        switch ((Kind)Opcode)
        {
            case Kind.Nop or Kind.BindWindow or Kind.FastRegister or Kind.LocalInvalidate:
                packets = 0;
                return Syndrome.None;
            case Kind.Send or Kind.SendImmediate or Kind.SendAndInvalidate:
                break;
            case Kind.RdmaWrite or Kind.RdmaWriteImmediate or Kind.RdmaRead:
                unit += 1;
                break;
            case Kind.CompareAndSwap or Kind.FetchAndAdd:
                unit += 2;
                break;
            case Kind.MaskedCompareAndSwap or Kind.MaskedFetchAndAdd:
                unit += 3;
                break;
            case Kind.LargeSend when unit < Units:
                uint sizes = _bytes.Get32(unit * UnitSize);
                header = sizes & 0xffff;
                segment = sizes >> 16;
                unit += UnitsOf(header);
                break;
            default:
                return Syndrome.LocalQpOperation;
        }
        Syndrome syndrome = AddData(unit, pair.Owner, regions, out ulong data);
        if (syndrome != Syndrome.None)
        {
            return syndrome;
        }
        if ((Kind)Opcode == Kind.LargeSend)
        {
            if (segment == 0 || data > MaxSegmented)
            {
                return Syndrome.LocalQpOperation;
            }
            packets = Math.Max(1, ((uint)data + segment - 1) / segment);
            data += (ulong)packets * header;
        }
        bytes = (uint)Math.Min(data, uint.MaxValue);
        return Syndrome.None;
    }

    /// <summary>How many units a count of 4 bytes takes with the bytes that follow it.</summary>
    private static int UnitsOf(uint bytes) => (int)((bytes + 4 + UnitSize - 1) / UnitSize);

    private Syndrome AddData(int unit, Function owner, MemoryRegions regions, out ulong bytes)
    {
        bytes = 0;
        while (unit < Units)
        {
            uint count = _bytes.Get32(unit * UnitSize);
            if ((count & Inline) != 0)
            {
                count &= ~Inline;
                if (count > _bytes.Length)
                {
                    return Syndrome.LocalQpOperation;
                }
                unit += UnitsOf(count);
            }
            else if (count == 0 || regions.Has(owner, _bytes.Get32((unit * UnitSize) + 4)))
            {
                unit++;
            }
            else
            {
                return Syndrome.LocalProtection;
            }
            bytes += count;
        }
        return unit == Units ? Syndrome.None : Syndrome.LocalQpOperation;
    }
}
