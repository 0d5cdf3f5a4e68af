using Mlx4.Runtime;
using Mlx4.Sample.Driver.Commands;

namespace Mlx4.Sample.Driver.Master;

/// <summary>Copies between the master's mailboxes and the memory of a function (<c>mlx4_ACCESS_MEM</c>).</summary>
internal sealed class FunctionMemory(CommandInterface commands)
{
    private const ulong PageMask = Mailbox.Size - 1;

    /// <summary>Reads from a page of a function. EINVAL: the address is not that of a page.</summary>
    public Errno Read(int function, ulong address, Mailbox mailbox, int length = Mailbox.Size) =>
        Copy(address, address | (uint)function, mailbox.BusAddress, length);

    /// <summary>Writes to a page of a function. EINVAL: the address is not that of a page.</summary>
    public Errno Write(int function, ulong address, Mailbox mailbox, int length = Mailbox.Size) =>
        Copy(address, mailbox.BusAddress, address | (uint)function, length);

    private Errno Copy(ulong page, ulong from, ulong to, int length) => (page & PageMask) != 0
        ? Errno.EINVAL
        : commands.ExecuteNative(new Command(Opcode.AccessMem, (uint)length, Input: from, Output: to), out _);
}
