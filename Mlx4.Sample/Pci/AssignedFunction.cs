using System.Buffers.Binary;

namespace Mlx4.Sample.Pci;

/// <summary>
/// A virtual function as a host hands it to a guest. By itself it has no ids, no BARs and no memory enable (SR-IOV 1.1, 3.4.1): a guest, which
/// does not see the physical function, would not find it. So the host makes those up, as Linux's vfio does.
/// </summary>
/// <remarks>While the function is not there, that shows: the whole space reads as all ones.</remarks>
internal sealed class AssignedFunction : IPciFunction
{
    private const int Bars = 6;
    private const int BarsEnd = PciConfig.Bar0 + (Bars * sizeof(uint));

    /// <summary>64 bits, prefetchable: what the SR-IOV capability of the card says of them.</summary>
    private const byte BarType = 0xc;

    private readonly IPciFunction _function;
    private readonly byte[] _header = new byte[BarsEnd];
    private readonly byte[] _writable = new byte[BarsEnd];
    private readonly bool[] _madeUp = new bool[BarsEnd];

    /// <summary>Wraps a function.</summary>
    /// <param name="function">The virtual function.</param>
    /// <param name="vendorId">The physical function's vendor id.</param>
    /// <param name="deviceId">The device id of its SR-IOV capability.</param>
    public AssignedFunction(IPciFunction function, ushort vendorId, ushort deviceId)
    {
        _function = function;
        BinaryPrimitives.WriteUInt16LittleEndian(_header, vendorId);
        BinaryPrimitives.WriteUInt16LittleEndian(_header.AsSpan(PciConfig.DeviceId), deviceId);
        _madeUp.AsSpan(0, PciConfig.Command).Fill(true);
        _madeUp.AsSpan(PciConfig.Bar0).Fill(true);
        _writable[PciConfig.Command] = (byte)PciConfig.CommandMemory;
        for (int bar = 0; bar < Bars; bar += 2)
        {
            ulong size = function.RegionSize(bar);
            if (size != 0)
            {
                int register = PciConfig.Bar0 + (bar * sizeof(uint));
                _header[register] = BarType;
                BinaryPrimitives.WriteUInt64LittleEndian(_writable.AsSpan(register), ~(size - 1));
            }
        }
    }

    public IHost? Host
    {
        set => _function.Host = value;
    }

    private bool MemoryEnabled => (_header[PciConfig.Command] & PciConfig.CommandMemory) != 0;

    public ulong RegionSize(int region) => _function.RegionSize(region);

    public (uint Flags, uint Count) Interrupts(int index) => _function.Interrupts(index);

    public void Read(int region, ulong offset, Span<byte> data)
    {
        if (region < Bars && !MemoryEnabled)
        {
            data.Fill(0xff);
            return;
        }
        _function.Read(region, offset, data);
        if (region == PciRegion.Config && IsThere())
        {
            for (int i = 0; i < data.Length && offset + (ulong)i < BarsEnd; i++)
            {
                int at = (int)offset + i;
                data[i] = _madeUp[at] ? _header[at] : (byte)(data[i] | _header[at]);
            }
        }
    }

    public void Write(int region, ulong offset, ReadOnlySpan<byte> data)
    {
        if (region < Bars && !MemoryEnabled)
        {
            return;
        }
        if (region == PciRegion.Config && IsThere())
        {
            for (int i = 0; i < data.Length && offset + (ulong)i < BarsEnd; i++)
            {
                int at = (int)offset + i;
                _header[at] = (byte)((_header[at] & ~_writable[at]) | (data[i] & _writable[at]));
            }
        }
        _function.Write(region, offset, data);
    }

    public void Reset()
    {
        for (int at = 0; at < BarsEnd; at++)
        {
            _header[at] &= (byte)~_writable[at];
        }
        _function.Reset();
    }

    /// <summary>A function that is there has a class.</summary>
    private bool IsThere()
    {
        Span<byte> word = stackalloc byte[sizeof(uint)];
        _function.Read(PciRegion.Config, PciConfig.Revision, word);
        return word.ContainsAnyExcept((byte)0xff);
    }
}
