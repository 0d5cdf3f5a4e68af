using System.Buffers.Binary;
using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Hca.Hostile;

/// <summary>A function that writes down what is written to it, and what the mailboxes hold that its commands name.</summary>
internal sealed class Recorder(IPciFunction function) : IPciFunction
{
    private const int LastWord = 6;

    private readonly uint[] _words = new uint[LastWord + 1];
    private IHost? _host;

    public IHost? Host
    {
        set => function.Host = _host = value;
    }

    /// <summary>What was written, in order.</summary>
    public List<RecordedWrite> Writes { get; } = [];

    public ulong RegionSize(int region) => function.RegionSize(region);

    public (uint Flags, uint Count) Interrupts(int index) => function.Interrupts(index);

    public void Read(int region, ulong offset, Span<byte> data) => function.Read(region, offset, data);

    public void Reset() => function.Reset();

    public void Write(int region, ulong offset, ReadOnlySpan<byte> data)
    {
        uint word = ((uint)offset - RawDriver.Hcr) / 4;
        RecordedCommand? command = null;
        if (region == PciRegion.Bar0 && word <= LastWord && data.Length == 4)
        {
            _words[word] = BinaryPrimitives.ReadUInt32BigEndian(data);
            command = word == LastWord ? Posted() : null;
        }
        Writes.Add(new RecordedWrite(region, offset, data.ToArray(), command));
        function.Write(region, offset, data);
    }

    private RecordedCommand Posted()
    {
        ulong input = ((ulong)_words[0] << 32) | _words[1];
        // The low byte can be the number of a function.
        ulong address = input & ~0xffUL;
        byte[] mailbox = address != 0 && _host!.Dma(address, Command.MailboxSize, out Span<byte> memory) ? memory.ToArray() : [];
        uint last = _words[LastWord];
        return new RecordedCommand((Opcode)(last & 0xfff), (byte)((last >> 12) & 0xf), _words[2], input, address, mailbox);
    }
}
