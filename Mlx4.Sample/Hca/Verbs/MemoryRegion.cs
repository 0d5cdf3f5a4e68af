using Mlx4.Sample.Hca.Functions;

namespace Mlx4.Sample.Hca.Verbs;

/// <summary>A memory region or window: an entry of the memory protection table, which is in ICM.</summary>
internal sealed class MemoryRegion(Function owner, uint number) : VerbsObject(owner, number);
