using Mlx4.Sample.Driver.Commands;

namespace Mlx4.Sample.Driver.Resources;

/// <summary>The MAC addresses of a port.</summary>
internal sealed class MacTable(CommandInterface commands, int port) : AddressTable(commands, port, Code, 0, Size)
{
    private const byte Code = 2;
    private const int Size = 128;
    private const ulong Valid = 1UL << 63;

    /// <inheritdoc/>
    protected override void Write(Mailbox mailbox, int index, ulong value) => mailbox.Write64(index * sizeof(ulong), value | Valid);
}
