using Mlx4.Sample.Hca.Functions;

namespace Mlx4.Sample.Hca.Commands;

/// <summary>The commands that only ask.</summary>
internal sealed class QueryCommands
{
    /// <summary>The size of most answers in bytes.</summary>
    private const int AnswerSize = 0x100;

    private readonly ConnectX3 _card;

    private QueryCommands(ConnectX3 card) => _card = card;

    public static void AddTo(Firmware firmware, ConnectX3 card)
    {
        var commands = new QueryCommands(card);
        firmware.Add(Opcode.QueryFw, Firmware.Needs.Nothing, commands.QueryFw);
        firmware.Add(Opcode.QueryDevCap, Firmware.Needs.Firmware, commands.QueryDevCap);
        firmware.Add(Opcode.QueryAdapter, Firmware.Needs.Firmware, commands.QueryAdapter);
    }

    /// <summary>BARs are named by a byte whose bits 7:6 are half the BAR's number, so BAR 0 is 0. The registers' places are chosen.</summary>
    private CommandStatus QueryFw(ref Command command)
    {
        if (!command.TryOutput(AnswerSize, out Span<byte> output))
        {
            return CommandStatus.BadParam;
        }
        output.Put16(0x00, _card.Options.FirmwarePages);
        // 2.42.5000: major, subminor, minor.
        output.Put16(0x02, 2);
        output.Put16(0x04, 5000);
        output.Put16(0x06, 42);
        output.Put16(0x0a, _card.Options.CommandInterfaceRevision);
        output[0x0f] = 4; // 16 commands at a time; chosen
        output.Put64(0x20, Bar0.ClearInterrupt);
        output.Put64(0x30, Bar0.ErrorBufferStart);
        output.Put32(0x38, ErrorBuffer.Words);
        output.Put64(0x40, Bar0.CommChannel);
        output.Put64(0x50, Bar0.Clock);
        return CommandStatus.Ok;
    }

    private CommandStatus QueryDevCap(ref Command command)
    {
        if (!command.TryOutput(AnswerSize, out Span<byte> output))
        {
            return CommandStatus.BadParam;
        }
        _card.Capabilities.Write(output);
        return CommandStatus.Ok;
    }

    /// <summary>The vendor data from 0x20 hold the board id in their last 16 bytes, each word of it byte-swapped.</summary>
    private CommandStatus QueryAdapter(ref Command command)
    {
        const int BoardId = 0xf0;
        const int BoardIdSize = 16;
        if (!command.TryOutput(AnswerSize, out Span<byte> output))
        {
            return CommandStatus.BadParam;
        }
        output[0x10] = InterruptPin.Number;
        string id = _card.Options.BoardId;
        for (int i = 0; i < Math.Min(id.Length, BoardIdSize); i++)
        {
            output[BoardId + (i ^ 3)] = (byte)id[i];
        }
        return CommandStatus.Ok;
    }
}
