using System.Buffers.Binary;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Pci;
using Mlx4.Tests.Sample.Driver;

namespace Mlx4.Tests.Sample.Hca.Hostile;

/// <summary>A command as a driver has posted it, with what its input mailbox held.</summary>
/// <param name="Opcode">The opcode.</param>
/// <param name="OpcodeModifier">The opcode modifier.</param>
/// <param name="InputModifier">The input modifier.</param>
/// <param name="InputParameter">The input parameter.</param>
/// <param name="Mailbox">What lay at the input parameter if that was an address; else empty.</param>
internal sealed record RecordedCommand(Opcode Opcode, byte OpcodeModifier, uint InputModifier, ulong InputParameter, byte[] Mailbox)
{
    /// <summary>
    /// For each opcode the commands that were posted: by the raw driver, whose places in memory are those of the hostile one, and by the
    /// project's own driver in a load and an unload. An opcode that neither uses has an empty command.
    /// </summary>
    public static RecordedCommand[][] ByOpcode { get; } = Record();

    private static RecordedCommand[][] Record()
    {
        List<RecordedCommand> commands = [];
        var raw = new RawDriver(new ConnectX3Options { FirmwarePages = 16 }, function => new Recorder(function, commands));
        raw.BringUp();
        Machine machine = new(options: Machine.Small, wrap: function => new Recorder(function, commands));
        Assert.True(machine.Probe.LoadOne().Succeeded);
        machine.Probe.UnloadOne();
        ILookup<Opcode, RecordedCommand> recorded = commands.ToLookup(command => command.Opcode);
        return [.. Enum.GetValues<Opcode>().Select(opcode => recorded.Contains(opcode) ? recorded[opcode].ToArray() : [Empty(opcode)])];
    }

    private static RecordedCommand Empty(Opcode opcode) => new(opcode, 0, 1, 0, new byte[Command.MailboxSize]);

    /// <summary>A function that writes down the commands that pass through its command register.</summary>
    private sealed class Recorder(IPciFunction function, List<RecordedCommand> commands) : IPciFunction
    {
        private readonly uint[] _words = new uint[7];
        private IHost? _host;

        public IHost? Host
        {
            set => function.Host = _host = value;
        }

        public ulong RegionSize(int region) => function.RegionSize(region);

        public (uint Flags, uint Count) Interrupts(int index) => function.Interrupts(index);

        public void Read(int region, ulong offset, Span<byte> data) => function.Read(region, offset, data);

        public void Reset() => function.Reset();

        public void Write(int region, ulong offset, ReadOnlySpan<byte> data)
        {
            uint word = ((uint)offset - RawDriver.Hcr) / 4;
            if (region == PciRegion.Bar0 && word < _words.Length && data.Length == 4)
            {
                _words[word] = BinaryPrimitives.ReadUInt32BigEndian(data);
                if (word == 6)
                {
                    Add();
                }
            }
            function.Write(region, offset, data);
        }

        private void Add()
        {
            ulong input = ((ulong)_words[0] << 32) | _words[1];
            byte[] mailbox = input != 0 && _host!.Dma(input, Command.MailboxSize, out Span<byte> memory) ? memory.ToArray() : [];
            commands.Add(new RecordedCommand((Opcode)(_words[6] & 0xfff), (byte)((_words[6] >> 12) & 0xf), _words[2], input, mailbox));
        }
    }
}
