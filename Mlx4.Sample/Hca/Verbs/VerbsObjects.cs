using Mlx4.Sample.Hca.Functions;

namespace Mlx4.Sample.Hca.Verbs;

/// <summary>All that verbs create: memory regions, CQs, SRQs, QPs, multicast groups and flow rules.</summary>
internal sealed class VerbsObjects
{
    public VerbsObjects(ConnectX3 card)
    {
        Events = new VerbsEvents(card);
        MemoryRegions = new MemoryRegions(card);
        CompletionQueues = new(card, new("CQ", static hca => hca.Cqc, Capabilities.CqContext, Capabilities.LogReservedCqs));
        SharedReceiveQueues = new(card, new("SRQ", static hca => hca.Srqc, Capabilities.SrqContext, Capabilities.LogReservedSrqs));
        QueuePairs = new QueuePairs(card);
        MulticastGroups = new MulticastGroups(card);
        FlowRules = new FlowRules(card.Ledger);
    }

    public VerbsEvents Events { get; }

    public MemoryRegions MemoryRegions { get; }

    public ObjectTable<CompletionQueue> CompletionQueues { get; }

    public ObjectTable<SharedReceiveQueue> SharedReceiveQueues { get; }

    public QueuePairs QueuePairs { get; }

    public MulticastGroups MulticastGroups { get; }

    public FlowRules FlowRules { get; }

    /// <summary>The HCA stops, and all objects with it; but nobody has taken them back.</summary>
    public void Stop()
    {
        MemoryRegions.Stop();
        CompletionQueues.Stop();
        SharedReceiveQueues.Stop();
        QueuePairs.Stop();
        MulticastGroups.Reset();
        FlowRules.Stop();
    }

    /// <summary>A function was reset: what it has handed over works no more, but nobody has taken it back.</summary>
    public void Quiesce(Function owner)
    {
        MemoryRegions.Quiesce(owner);
        CompletionQueues.Quiesce(owner);
        SharedReceiveQueues.Quiesce(owner);
        QueuePairs.Quiesce(owner);
    }

    public void Reset()
    {
        MemoryRegions.Reset();
        CompletionQueues.Reset();
        SharedReceiveQueues.Reset();
        QueuePairs.Reset();
        MulticastGroups.Reset();
        FlowRules.Reset();
    }
}
