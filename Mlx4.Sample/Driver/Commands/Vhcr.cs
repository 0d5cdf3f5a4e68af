using System.Buffers.Binary;

namespace Mlx4.Sample.Driver.Commands;

/// <summary>
/// What stands in a slave's virtual HCR (<c>struct mlx4_vhcr_cmd</c>): 32 bytes in its memory. The slave writes a command there, the master
/// works on a copy and leaves the answer.
/// </summary>
internal static class Vhcr
{
    /// <summary>How much of the page is copied: the least that ACCESS_MEM copies.</summary>
    public const int CopySize = 0x100;

    // The fields, as offsets in bytes.
    private const int Input = 0x00;
    private const int Modifier = 0x08;
    private const int Output = 0x10;
    private const int Token = 0x18;
    private const int Status = 0x1c;
    private const int Flags = 0x1d;
    private const int OpcodeWord = 0x1e;

    private const byte EventWanted = 1 << 6;
    private const int OpModifierShift = 12;
    private const ushort OpcodeMask = 0xfff;

    /// <summary>The master's events carry tokens of its own counting.</summary>
    private const ushort NoToken = 0xffff;

    /// <summary>Puts a command in.</summary>
    /// <param name="page">The page.</param>
    /// <param name="command">The command.</param>
    /// <param name="byEvent">Whether an event is to tell its completion.</param>
    public static void WriteCommand(Span<byte> page, in Command command, bool byEvent)
    {
        BinaryPrimitives.WriteUInt64BigEndian(page[Input..], command.Input);
        BinaryPrimitives.WriteUInt32BigEndian(page[Modifier..], command.Modifier);
        BinaryPrimitives.WriteUInt64BigEndian(page[Output..], command.Output);
        BinaryPrimitives.WriteUInt16BigEndian(page[Token..], NoToken);
        page[Status] = 0;
        page[Flags] = byEvent ? EventWanted : (byte)0;
        BinaryPrimitives.WriteUInt16BigEndian(page[OpcodeWord..], (ushort)((uint)command.OpModifier << OpModifierShift | (uint)command.Opcode));
    }

    /// <summary>The command that is in it.</summary>
    public static Command ReadCommand(ReadOnlySpan<byte> page)
    {
        ushort opcode = BinaryPrimitives.ReadUInt16BigEndian(page[OpcodeWord..]);
        return new Command(
            (Opcode)(opcode & OpcodeMask),
            BinaryPrimitives.ReadUInt32BigEndian(page[Modifier..]),
            (byte)(opcode >> OpModifierShift),
            BinaryPrimitives.ReadUInt64BigEndian(page[Input..]),
            BinaryPrimitives.ReadUInt64BigEndian(page[Output..]));
    }

    /// <summary>Whether the slave wants an event when the command is done.</summary>
    public static bool WantsEvent(ReadOnlySpan<byte> page) => (page[Flags] & EventWanted) != 0;

    /// <summary>Puts the answer in.</summary>
    /// <param name="page">The page.</param>
    /// <param name="status">How the command ended.</param>
    /// <param name="result">The immediate output, if the command has one.</param>
    public static void WriteAnswer(Span<byte> page, CommandStatus status, ulong? result)
    {
        if (result is { } value)
        {
            BinaryPrimitives.WriteUInt64BigEndian(page[Output..], value);
        }
        page[Status] = (byte)status;
    }

    /// <summary>The answer that is in it.</summary>
    public static Answer ReadAnswer(ReadOnlySpan<byte> page) =>
        new((CommandStatus)page[Status], BinaryPrimitives.ReadUInt64BigEndian(page[Output..]));
}
