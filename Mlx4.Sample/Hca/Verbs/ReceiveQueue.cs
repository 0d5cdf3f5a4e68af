namespace Mlx4.Sample.Hca.Verbs;

/// <summary>
/// The receive queue of a QP. Nothing arrives here, so all there is to do with what the driver posts is to flush it when the QP is
/// in the error state.
/// </summary>
internal sealed class ReceiveQueue(QueuePair pair, QueuePairContext context)
{
    private readonly DoorbellRecord _record = new(pair.Owner, context.DoorbellRecord);
    private readonly uint _entries = 1u << context.LogReceiveEntries;

    /// <summary>How many receives the card has worked through.</summary>
    public ushort Counter { get; private set; }

    public bool Exists => _record.Address != 0;

    /// <summary>
    /// Completes all that is posted as flushed: the driver waits for each, and for one that it posts after the error as well. A record that
    /// says that more is posted than the queue holds is wrong, and is not followed.
    /// </summary>
    public void Flush()
    {
        if (!_record.TryRead(out uint posted) || (ushort)(posted - Counter) > _entries)
        {
            return;
        }
        for (int left = (ushort)(posted - Counter); left > 0; left--)
        {
            var completion = new Completion(pair.Number, Counter, 0, IsSend: false) { Syndrome = Syndrome.Flushed };
            Counter++;
            if (!pair.CompleteReceive(completion))
            {
                return;
            }
        }
    }
}
