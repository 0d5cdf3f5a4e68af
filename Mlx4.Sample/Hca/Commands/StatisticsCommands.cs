using Mlx4.Sample.Hca.Ports;

namespace Mlx4.Sample.Hca.Commands;

/// <summary>The commands that read what has been counted.</summary>
internal sealed class StatisticsCommands
{
    private readonly ConnectX3 _card;

    private StatisticsCommands(ConnectX3 card) => _card = card;

    public static void AddTo(Firmware firmware, ConnectX3 card)
    {
        var commands = new StatisticsCommands(card);
        firmware.Add(Opcode.DumpEthStats, Firmware.Needs.Hca, commands.DumpEthStats, usesInputModifier: true);
        firmware.Add(Opcode.QueryIfStat, Firmware.Needs.Hca, commands.QueryIfStat, usesInputModifier: true);
        firmware.Add(Opcode.DiagRprt, Firmware.Needs.Hca, commands.DiagRprt, 1 << 0 | 1 << 1 | 1 << 2, usesInputModifier: true);
    }

    /// <summary>Input modifier: bits 7:0 the port, bit 8 to reset its counts, bit 12 for those of pause frames, of which there are none.</summary>
    private CommandStatus DumpEthStats(ref Command command)
    {
        const uint Reset = 1 << 8;
        const uint Pauses = 1 << 12;
        if (!_card.Ports.TryGet(command.InputModifier & 0xff, out Port? port))
        {
            return CommandStatus.BadIndex;
        }
        if ((command.InputModifier & ~(0xff | Reset | Pauses)) != 0 || !command.TryOutput(EthernetStatistics.Size, out Span<byte> output))
        {
            return CommandStatus.BadParam;
        }
        if ((command.InputModifier & Pauses) == 0)
        {
            EthernetStatistics.Write(port.Counters, output);
        }
        if ((command.InputModifier & Reset) != 0)
        {
            port.Counters.Reset();
        }
        return CommandStatus.Ok;
    }

    /// <summary>
    /// Input modifier: bits 30:0 a counter's number, bit 31 to reset it. Output: 0x03 the mode of the counter, 0 for a basic one, then frames
    /// and bytes, received (at 0x10, none) and sent.
    /// </summary>
    private CommandStatus QueryIfStat(ref Command command)
    {
        const uint Reset = 1u << 31;
        if (!_card.Counters.TryGet(command.InputModifier & ~Reset, out PortCounters? counters))
        {
            return CommandStatus.BadIndex;
        }
        if (!command.TryOutput(0x100, out Span<byte> output))
        {
            return CommandStatus.BadParam;
        }
        output.Put64(0x20, counters.SentPackets);
        output.Put64(0x28, counters.SentBytes);
        if ((command.InputModifier & Reset) != 0)
        {
            counters.Reset();
        }
        return CommandStatus.Ok;
    }

    /// <summary>The counts of transport errors, all zero as none are made. Input modifier: the port, 0 for all. The opcode modifier names groups.</summary>
    private CommandStatus DiagRprt(ref Command command) =>
        command.InputModifier != 0 && !_card.Ports.TryGet(command.InputModifier, out _) ? CommandStatus.BadIndex
        : command.TryOutput(0x100, out _) ? CommandStatus.Ok
        : CommandStatus.BadParam;
}
