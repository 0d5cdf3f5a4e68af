using Mlx4.Sample.Driver.Commands;

namespace Mlx4.Sample.Driver.Resources;

/// <summary>The VLANs of a port. The first two entries stand for no VLAN and for those that are not in the table.</summary>
internal sealed class VlanTable(CommandInterface commands, int port) : AddressTable(commands, port, Code, FirstRegular, Size)
{
    private const byte Code = 3;
    private const int Size = 128;
    private const int FirstRegular = 2;
    private const uint Valid = 1U << 31;

    /// <inheritdoc/>
    protected override void Write(Mailbox mailbox, int index, ulong value) => mailbox.Write32(index * sizeof(uint), (uint)value | Valid);
}
