using System.Buffers.Binary;
using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Pci;

/// <summary>A function whose BARs are plain memory. Writing to offset 0 of BAR 2 raises the MSI-X vector of that number, to offset 4 the pin.</summary>
internal sealed class TestFunction : IPciFunction
{
    public const int BarSize = 0x10000;
    public const int MsiXTable = 0x8000;
    public const int Vectors = 4;
    public const int RaiseMsiX = 0;
    public const int RaisePin = 4;
    public const int MsiX = 0x50;
    public const int Express = 0x40;

    private readonly byte[] _config = new byte[0x100];
    private readonly byte[] _bar0 = new byte[BarSize];
    private readonly byte[] _bar2 = new byte[BarSize];

    public TestFunction()
    {
        _config[PciConfig.Bar0] = 0x4;
        _config[PciConfig.Bar2] = 0xc;
        _config[PciConfig.CapabilityPointer] = Express;
        _config[Express] = PciConfig.CapabilityExpress;
        _config[Express + 1] = MsiX;
        _config[MsiX] = PciConfig.CapabilityMsiX;
        _config[MsiX + PciConfig.MsiXControl] = Vectors - 1;
        BinaryPrimitives.WriteUInt32LittleEndian(_config.AsSpan(MsiX + PciConfig.MsiXTable), MsiXTable);
    }

    public IHost? Host { get; set; }

    /// <summary>Whether the last raised interrupt had somebody to take it.</summary>
    public bool Taken { get; private set; }

    /// <summary>Lets the list of capabilities run in a circle.</summary>
    public void MakeCapabilitiesCircular() => _config[MsiX + 1] = Express;

    public uint Config32(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(_config.AsSpan(offset));

    public ushort Config16(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(_config.AsSpan(offset));

    /// <summary>A word of an entry of the MSI-X table.</summary>
    public uint TableWord(int vector, int word) => BinaryPrimitives.ReadUInt32LittleEndian(_bar0.AsSpan(MsiXTable + (vector * 16) + (word * 4)));

    public ulong RegionSize(int region) => region switch
    {
        PciRegion.Bar0 or PciRegion.Bar2 => BarSize,
        PciRegion.Config => (ulong)_config.Length,
        _ => 0,
    };

    public (uint Flags, uint Count) Interrupts(int index) => (1, index == PciInterrupt.MsiX ? Vectors : 1u);

    public void Read(int region, ulong offset, Span<byte> data) => Bytes(region).AsSpan((int)offset, data.Length).CopyTo(data);

    public void Write(int region, ulong offset, ReadOnlySpan<byte> data)
    {
        data.CopyTo(Bytes(region).AsSpan((int)offset));
        if (region == PciRegion.Bar2 && offset is RaiseMsiX or RaisePin)
        {
            Taken = offset == RaiseMsiX ? Host!.Interrupt(PciInterrupt.MsiX, data[3]) : Host!.Interrupt(PciInterrupt.IntX, 0);
        }
    }

    public void Reset() => Array.Clear(_bar0);

    private byte[] Bytes(int region) => region switch
    {
        PciRegion.Bar0 => _bar0,
        PciRegion.Bar2 => _bar2,
        _ => _config,
    };
}
