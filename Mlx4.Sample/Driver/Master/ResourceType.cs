namespace Mlx4.Sample.Driver.Master;

/// <summary>What a function can have of the card, by the codes of ALLOC_RES. The order in which all is taken back is <see cref="Reclaimer"/>'s.</summary>
internal enum ResourceType : byte
{
    Qp = 0,
    Cq = 1,
    Srq = 2,
    Xrcd = 3,
    Mpt = 4,
    Mtt = 5,
    Mac = 6,
    Vlan = 7,
    Counter = 9,

    /// <summary>Never allocated: whoever hands an event queue to the card has it.</summary>
    Eq = 11,
}
