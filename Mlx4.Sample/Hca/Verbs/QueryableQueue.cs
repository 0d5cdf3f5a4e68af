using Mlx4.Sample.Hca.Functions;

namespace Mlx4.Sample.Hca.Verbs;

/// <summary>A CQ or an SRQ: a host can ask for its context, and gets it back with the queue if it wants it.</summary>
internal abstract class QueryableQueue(Function owner, uint number) : VerbsObject(owner, number)
{
    /// <summary>The size of the context in bytes.</summary>
    public abstract int ContextLength { get; }

    /// <summary>Writes the context as it is now.</summary>
    public abstract void Write(Span<byte> output);

    /// <summary>The queue is the host's again, so what it worked with is free of it.</summary>
    public virtual void Release()
    {
    }
}
