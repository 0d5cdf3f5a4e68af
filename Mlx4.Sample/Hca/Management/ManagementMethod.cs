namespace Mlx4.Sample.Hca.Management;

/// <summary>The methods of management packets (InfiniBand architecture, 13.4.5).</summary>
internal enum ManagementMethod : byte
{
    Get = 0x01,
    Set = 0x02,
    Trap = 0x05,
    TrapRepress = 0x07,
}
