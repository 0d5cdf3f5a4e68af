using Mlx4.Sample.Hca.Functions;

namespace Mlx4.Sample.Hca.Verbs;

/// <summary>What a function has handed to the card by a number: a memory region, a CQ, an SRQ, a QP.</summary>
internal abstract class VerbsObject(Function owner, uint number)
{
    /// <summary>The function in whose memory the object's rings and doorbell records are.</summary>
    public Function Owner => owner;

    public uint Number => number;

    /// <summary>Whether the owner was reset: the object stays the card's until the host takes it back, but works no more.</summary>
    public bool IsQuiesced { get; private set; }

    /// <summary>How many other objects work with this one. As long as any does, the host cannot have it back.</summary>
    public int Users { get; private set; }

    public void Quiesce() => IsQuiesced = true;

    public void Use() => Users++;

    public void Leave() => Users--;
}
