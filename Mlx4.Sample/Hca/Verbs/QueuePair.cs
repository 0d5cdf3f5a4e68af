using Mlx4.Sample.Hca.Functions;

namespace Mlx4.Sample.Hca.Verbs;

/// <summary>A queue pair, from RST2INIT to 2RST.</summary>
internal sealed class QueuePair : VerbsObject
{
    private readonly ConnectX3 _card;
    private readonly QueuePairContext _context;
    private readonly CompletionQueue _sendCq;
    private readonly CompletionQueue _receiveCq;
    private readonly SharedReceiveQueue? _srq;
    private readonly SendQueue _sends;
    private readonly ReceiveQueue _receives;
    private bool _completes = true;

    public QueuePair(ConnectX3 card, Function owner, uint number, QueuePairContext context, QueuePairPartners partners)
        : base(owner, number)
    {
        _card = card;
        _context = context;
        (_sendCq, _receiveCq, _srq) = partners;
        _sends = new SendQueue(card, this, context);
        _receives = new ReceiveQueue(this, context);
        _sendCq.Use();
        _receiveCq.Use();
        _srq?.Use();
    }

    public QueuePairState State { get; private set; } = QueuePairState.Init;

    public ServiceType Service => _context.Service;

    /// <summary>The port, from 1.</summary>
    public uint Port => _context.Port;

    /// <summary>The counter of what is sent.</summary>
    public uint Counter => _context.Counter;

    /// <summary>The doorbell page of the send queue.</summary>
    public uint Page => _context.Page;

    /// <summary>Whether the send queue is stopped, whatever the state (SUSPEND_QP).</summary>
    public bool IsSuspended { get; set; }

    /// <summary>Whether sends are completed at all, as they should be or flushed.</summary>
    public bool CompletesSends => Completes && _context.HasSendQueue && !IsSuspended && (State == QueuePairState.ReadyToSend || IsFlushing);

    public bool IsFlushing => State is QueuePairState.SendError or QueuePairState.Error;

    /// <summary>Whether the receive queue has to be looked at for what is posted to it after the error.</summary>
    public bool FlushesReceives => Completes && State == QueuePairState.Error && _receives.Exists;

    private bool Completes => _completes && !IsQuiesced;

    /// <summary>Goes to another state with the fields that come along.</summary>
    public void Move(QueuePairState to, ReadOnlySpan<byte> context, QueuePairFields fields)
    {
        _context.Take(context, fields);
        State = to;
        _sends.Run();
    }

    /// <summary>Goes to the error state: what is posted to either queue is flushed.</summary>
    public void Fail()
    {
        bool wasFailed = State == QueuePairState.Error;
        State = QueuePairState.Error;
        IsSuspended = false;
        _sends.Run();
        FlushReceives();
        if (_srq is not null && !wasFailed)
        {
            _card.Verbs.Events.Tell(QpEvent.LastWorkRequest, Number);
        }
    }

    /// <summary>The send doorbell.</summary>
    public void Send() => _sends.Run();

    public void FlushReceives()
    {
        if (FlushesReceives)
        {
            _receives.Flush();
        }
    }

    public void Update(ReadOnlySpan<byte> context, QueuePairFields fields) => _context.Take(context, fields);

    /// <summary>Lets go of its CQs and SRQ.</summary>
    public void Release()
    {
        _sendCq.Leave();
        _receiveCq.Leave();
        _srq?.Leave();
    }

    /// <summary>Completes a send. Where a failed one leaves the QP depends on whether the other side keeps track of it.</summary>
    public void CompleteSend(in Completion completion)
    {
        Complete(_sendCq, completion);
        if (completion.Syndrome is Syndrome.None or Syndrome.Flushed)
        {
            return;
        }
        if (Service is ServiceType.ReliableConnection or ServiceType.ExtendedReliableConnection)
        {
            _card.Verbs.QueuePairs.Failed(this);
        }
        else if (State == QueuePairState.ReadyToSend)
        {
            State = QueuePairState.SendError;
        }
    }

    public bool CompleteReceive(in Completion completion) => Complete(_receiveCq, completion);

    /// <summary>Writes the context as it is now.</summary>
    public void Write(Span<byte> output) => _context.Write(output, State, _sends.Counter, _receives.Counter);

    /// <summary>A QP whose CQ takes no more cannot go on: it tells of nothing but that.</summary>
    private bool Complete(CompletionQueue queue, in Completion completion)
    {
        if (_completes && !queue.Post(completion))
        {
            _completes = false;
            State = QueuePairState.Error;
            _card.Verbs.Events.Tell(QpEvent.WorkQueueCatastrophe, Number);
        }
        return _completes;
    }
}
