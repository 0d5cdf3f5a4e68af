using System.Buffers.Binary;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Pci;

namespace Mlx4.Benchmarks.Card;

/// <summary>A card whose registers are read and written without a driver, nor anything to reach in its host.</summary>
internal sealed class RawCard : IHost
{
    /// <summary>Where the command register (HCR) is in BAR 0.</summary>
    public const uint Hcr = 0x80680;

    /// <summary>Its last word: opcode, toggle, GO and status.</summary>
    public const uint HcrLast = Hcr + 0x18;

    private const uint Go = 1u << 23;
    private const int ToggleShift = 21;
    private const int StatusShift = 24;

    /// <summary>The token of a command that is polled for.</summary>
    private const uint PollToken = 0xffffu << 16;

    private readonly IPciFunction _function;
    private uint _toggle = 1;

    public RawCard()
    {
        Card = new ConnectX3(new ConnectX3Options(), TimeProvider.System);
        _function = Card.PhysicalFunction;
        _function.Host = this;
        _function.Write(PciRegion.Config, PciConfig.Command, [(byte)(PciConfig.CommandMemory | PciConfig.CommandMaster), 0]);
    }

    public ConnectX3 Card { get; }

    public bool Dma(ulong busAddress, int length, out Span<byte> memory)
    {
        memory = default;
        return false;
    }

    public bool Interrupt(int index, int vector) => true;

    /// <summary>Gives NOP as a driver does, word by word, and polls for it.</summary>
    public void Nop()
    {
        for (uint word = 0; word < 0x14; word += 4)
        {
            Write(Hcr + word, 0);
        }
        Write(Hcr + 0x14, PollToken);
        Write(HcrLast, Go | (_toggle << ToggleShift) | (uint)Opcode.Nop);
        uint last = Read(HcrLast);
        if ((last & Go) != 0 || last >> StatusShift != (uint)CommandStatus.Ok)
        {
            throw new InvalidOperationException($"NOP has not completed: 0x{last:x8}.");
        }
        _toggle ^= 1;
    }

    public uint Read(uint offset)
    {
        Span<byte> data = stackalloc byte[4];
        _function.Read(PciRegion.Bar0, offset, data);
        return BinaryPrimitives.ReadUInt32BigEndian(data);
    }

    public void Write(uint offset, uint value)
    {
        Span<byte> data = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(data, value);
        _function.Write(PciRegion.Bar0, offset, data);
    }
}
