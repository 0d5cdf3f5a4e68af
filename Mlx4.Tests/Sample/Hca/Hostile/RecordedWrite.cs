namespace Mlx4.Tests.Sample.Hca.Hostile;

/// <summary>A write of a driver's.</summary>
/// <param name="Region">The region.</param>
/// <param name="Offset">The offset in it.</param>
/// <param name="Data">The bytes.</param>
/// <param name="Command">The command that it posts, if it does.</param>
internal sealed record RecordedWrite(int Region, ulong Offset, byte[] Data, RecordedCommand? Command);
