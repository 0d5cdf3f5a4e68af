using Mlx4.Sample.Driver.Commands;

namespace Mlx4.Sample.Driver.Master;

/// <summary>A slave's command register (<c>struct mlx4_vhcr_cmd</c>): 32 bytes in its memory, of which the master works on a copy.</summary>
internal static class Vhcr
{
    /// <summary>How much of the page is copied: the least that ACCESS_MEM copies.</summary>
    public const int Size = 0x100;

    private const int Input = 0x00;
    private const int Modifier = 0x08;
    private const int Output = 0x10;
    private const int Status = 0x1c;
    private const int Flags = 0x1d;
    private const int OpcodeWord = 0x1e;

    private const int EventWanted = 6;
    private const int OpModifierShift = 12;
    private const ushort OpcodeMask = 0xfff;

    /// <summary>The command that is in it.</summary>
    public static Command Read(Mailbox copy)
    {
        ushort opcode = copy.Read16(OpcodeWord);
        return new Command(
            (Opcode)(opcode & OpcodeMask), copy.Read32(Modifier), (byte)(opcode >> OpModifierShift), copy.Read64(Input), copy.Read64(Output));
    }

    /// <summary>Whether the slave wants an event when the command is done.</summary>
    public static bool WantsEvent(Mailbox copy) => copy.Bit8(Flags, EventWanted);

    /// <summary>Puts the answer in.</summary>
    /// <param name="copy">The copy.</param>
    /// <param name="status">How the command ended.</param>
    /// <param name="result">The immediate output, if the command has one.</param>
    public static void Answer(Mailbox copy, CommandStatus status, ulong? result)
    {
        if (result is { } value)
        {
            copy.Write64(Output, value);
        }
        copy.Write8(Status, (byte)status);
    }
}
