namespace Mlx4.Sample.Driver.Commands;

/// <summary>How a command ended.</summary>
/// <param name="Status">The firmware's status.</param>
/// <param name="Result">The immediate output.</param>
internal readonly record struct Answer(CommandStatus Status, ulong Result);
