namespace Mlx4.Sample.Hca.Verbs;

/// <summary>What a QP works with.</summary>
/// <param name="SendCq">The CQ of the sends.</param>
/// <param name="ReceiveCq">The CQ of the receives; it can be the same.</param>
/// <param name="Srq">The SRQ in place of a receive queue of its own.</param>
internal readonly record struct QueuePairPartners(CompletionQueue SendCq, CompletionQueue ReceiveCq, SharedReceiveQueue? Srq);
