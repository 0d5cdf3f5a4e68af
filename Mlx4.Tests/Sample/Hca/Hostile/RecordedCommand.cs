using Mlx4.Sample.Hca.Commands;

namespace Mlx4.Tests.Sample.Hca.Hostile;

/// <summary>A command as a driver has posted it, with what its input mailbox held.</summary>
/// <param name="Opcode">The opcode.</param>
/// <param name="OpcodeModifier">The opcode modifier.</param>
/// <param name="InputModifier">The input modifier.</param>
/// <param name="InputParameter">The input parameter.</param>
/// <param name="MailboxAddress">The address in it, if it has one.</param>
/// <param name="Mailbox">What lay at that address; empty if it is none.</param>
internal sealed record RecordedCommand(
    Opcode Opcode, byte OpcodeModifier, uint InputModifier, ulong InputParameter, ulong MailboxAddress, byte[] Mailbox);
