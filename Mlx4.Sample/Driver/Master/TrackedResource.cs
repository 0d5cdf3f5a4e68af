namespace Mlx4.Sample.Driver.Master;

/// <summary>Something of the card that a function has (<c>struct res_common</c>).</summary>
/// <param name="type">What it is.</param>
/// <param name="id">Its number; of an event queue, whose numbers are each function's own, the function's number as well.</param>
/// <param name="function">The function that has it.</param>
internal sealed class TrackedResource(ResourceType type, uint id, int function)
{
    private TrackedResource[] _uses = [];

    /// <summary>What it is.</summary>
    public ResourceType Type => type;

    /// <summary>Its number.</summary>
    public uint Id => id;

    /// <summary>The function that has it.</summary>
    public int Function => function;

    /// <summary>Of MTTs, which are had in blocks: the logarithm of their number.</summary>
    public int Order { get; init; }

    /// <summary>Of an address or a VLAN: the port whose table it is in.</summary>
    public int Port { get; init; }

    /// <summary>Of an address or a VLAN: what stands in the table.</summary>
    public ulong Value { get; init; }

    /// <summary>Of an address or a VLAN: how often the function has asked for it.</summary>
    public int References { get; set; } = 1;

    /// <summary>Of a queue pair: it stands in for a special one of the function, and has always been the function's.</summary>
    public bool IsStandIn { get; init; }

    /// <summary>Whether its context memory is mapped for it.</summary>
    public bool IsMapped { get; set; }

    /// <summary>Whether it is in the card's hands.</summary>
    public bool IsInHardware { get; private set; }

    /// <summary>How many others that are in the card's hands use it.</summary>
    public int Users { get; private set; }

    /// <summary>It goes to the card, or uses others from now on, which cannot be taken back before it.</summary>
    public void EnterHardware(params TrackedResource[] uses)
    {
        foreach (TrackedResource used in uses)
        {
            used.Users++;
        }
        LeaveHardware();
        _uses = uses;
        IsInHardware = true;
    }

    /// <summary>It has come back from the card.</summary>
    public void LeaveHardware()
    {
        foreach (TrackedResource used in _uses)
        {
            used.Users--;
        }
        _uses = [];
        IsInHardware = false;
    }
}
