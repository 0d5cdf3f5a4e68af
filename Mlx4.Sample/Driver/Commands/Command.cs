namespace Mlx4.Sample.Driver.Commands;

/// <summary>A command to the firmware.</summary>
/// <param name="Opcode">Which one.</param>
/// <param name="Modifier">The input modifier: a port, a queue, a number of entries.</param>
/// <param name="OpModifier">The opcode modifier, 4 bits.</param>
/// <param name="Input">The bus address of a mailbox, or the input itself.</param>
/// <param name="Output">The bus address of the mailbox for the answer.</param>
internal readonly record struct Command(Opcode Opcode, uint Modifier = 0, byte OpModifier = 0, ulong Input = 0, ulong Output = 0);
