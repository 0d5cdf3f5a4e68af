using System.Globalization;

namespace Mlx4.Sample.Hca.Commands;

/// <summary>A command that has gone through the firmware.</summary>
/// <param name="Opcode">The command.</param>
/// <param name="Modifier">The opcode modifier.</param>
/// <param name="InputModifier">The input modifier.</param>
/// <param name="InputParameter">The bus address of the input mailbox, or an immediate value.</param>
/// <param name="ByEvent">Whether the host wants an event when the command is done, and does not poll the register.</param>
/// <param name="Input">What was in the input mailbox, or is copied by ACCESS_MEM; <see langword="null"/> if the firmware looked at none.</param>
/// <param name="Status">How it ended; <see langword="null"/> if it hangs.</param>
internal readonly record struct ExecutedCommand(
    Opcode Opcode, byte Modifier, uint InputModifier, ulong InputParameter, bool ByEvent, MailboxCopy? Input, CommandStatus? Status)
{
    /// <summary>A line without a time, so that two runs can be compared: <c>MAP_ICM in=0x7c000 mod=0x1 op=0 [4=5000000 c=1f40000] -> OK</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Opcode.Name()} in=0x{InputParameter:x} mod=0x{InputModifier:x} op={Modifier} {(ByEvent ? "event " : "")}{(Input is null ? "" : $"{Input} ")}-> {Status?.Name() ?? "hangs"}");
}
