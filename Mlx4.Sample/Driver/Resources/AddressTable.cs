using Mlx4.Runtime;
using Mlx4.Sample.Driver.Commands;

namespace Mlx4.Sample.Driver.Resources;

/// <summary>
/// The MAC addresses or the VLANs of a port (<c>mlx4_register_mac</c>, <c>mlx4_register_vlan</c>). Each stands in the table once, however many
/// have registered it, and the card is told the whole table each time that it changes.
/// </summary>
internal abstract class AddressTable(CommandInterface commands, int port, byte code, int firstIndex, int size)
{
    /// <summary>SET_PORT: settings of an Ethernet port, of which the code says which.</summary>
    private const byte Ethernet = 1;
    private const int CodeShift = 8;

    private readonly Mailbox _mailbox = new(commands);
    private readonly ulong[] _values = new ulong[size];
    private readonly int[] _users = new int[size];

    /// <summary>Registers a value. ENOSPC: the table is full. Otherwise the error of the command.</summary>
    public Errno Register(ulong value, out uint index)
    {
        int place = Array.FindIndex(_users, firstIndex, static users => users > 0);
        while (place >= 0 && _values[place] != value)
        {
            place = Array.FindIndex(_users, place + 1, static users => users > 0);
        }
        if (place >= 0)
        {
            _users[place]++;
            index = (uint)place;
            return Errno.Ok;
        }
        place = Array.FindIndex(_users, firstIndex, static users => users == 0);
        index = (uint)Math.Max(place, 0);
        if (place < 0)
        {
            return Errno.ENOSPC;
        }
        _values[place] = value;
        _users[place] = 1;
        Errno error = Tell();
        if (error != Errno.Ok)
        {
            _users[place] = 0;
        }
        return error;
    }

    /// <summary>One that has registered a value needs it no more.</summary>
    public void Unregister(uint index)
    {
        if (--_users[index] == 0)
        {
            Tell();
        }
    }

    /// <summary>Writes an entry of the table.</summary>
    /// <param name="mailbox">Where to.</param>
    /// <param name="index">Which entry.</param>
    /// <param name="value">What stands in it.</param>
    protected abstract void Write(Mailbox mailbox, int index, ulong value);

    private Errno Tell()
    {
        Errno error = _mailbox.Alloc();
        if (error != Errno.Ok)
        {
            return error;
        }
        for (int index = 0; index < _users.Length; index++)
        {
            if (_users[index] > 0)
            {
                Write(_mailbox, index, _values[index]);
            }
        }
        error = commands.ExecuteNative(
            new Command(Opcode.SetPort, (uint)code << CodeShift | (uint)port, Ethernet, _mailbox.BusAddress), out _);
        _mailbox.Free();
        return error;
    }
}
