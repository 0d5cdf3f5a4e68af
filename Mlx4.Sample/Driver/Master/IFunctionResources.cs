using Mlx4.Runtime;

namespace Mlx4.Sample.Driver.Master;

/// <summary>The card's resources as they are handed out to its functions: the master's own tables. Whoever calls has the master's gate.</summary>
internal interface IFunctionResources
{
    /// <summary>Takes numbers in a row. ENOMEM, or ENOSPC for counters: so many are not free. EINVAL: they are not had by number.</summary>
    /// <param name="type">What they are numbers of.</param>
    /// <param name="count">How many, more than one for queue pairs only.</param>
    /// <param name="alignment">What the first one is to be a multiple of.</param>
    /// <param name="avoid">Bits that none of the numbers may have.</param>
    /// <param name="first">The first one.</param>
    Errno AllocNumbers(ResourceType type, int count, int alignment, int avoid, out uint first);

    /// <summary>Gives numbers in a row back.</summary>
    void FreeNumbers(ResourceType type, uint first, int count);

    /// <summary>Makes sure that the context memory of an object is mapped until <see cref="UnmapContext"/>.</summary>
    Errno MapContext(ResourceType type, uint number);

    /// <summary>The context memory of an object is not needed any more.</summary>
    void UnmapContext(ResourceType type, uint number);

    /// <summary>Takes a block of MTTs, whose context memory is mapped. ENOMEM: there is none.</summary>
    /// <param name="order">The logarithm of its size.</param>
    /// <param name="first">The first MTT.</param>
    Errno AllocMtts(int order, out uint first);

    /// <summary>Gives a block of MTTs back.</summary>
    void FreeMtts(uint first);

    /// <summary>Lets an MTT of a block that is taken name a page.</summary>
    /// <param name="first">The first MTT of the block.</param>
    /// <param name="number">The MTT.</param>
    /// <param name="page">The page's address.</param>
    void WriteMtt(uint first, uint number, ulong page);

    /// <summary>Puts a MAC address into the table of a port, or finds it there. ENOSPC: the table is full.</summary>
    Errno RegisterMac(int port, ulong mac, out uint index);

    /// <summary>One that has registered a MAC address needs it no more.</summary>
    void UnregisterMac(int port, uint index);

    /// <summary>Puts a VLAN into the table of a port, or finds it there. ENOSPC: the table is full.</summary>
    Errno RegisterVlan(int port, ushort vlan, out uint index);

    /// <summary>One that has registered a VLAN needs it no more.</summary>
    void UnregisterVlan(int port, uint index);
}
