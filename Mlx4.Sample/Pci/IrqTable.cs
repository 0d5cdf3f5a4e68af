namespace Mlx4.Sample.Pci;

/// <summary>
/// The host's interrupt numbers and who handles them. An interrupt that is raised during an access waits until the access has
/// returned; one that is raised by a handler's access, until that handler is through.
/// </summary>
internal sealed class IrqTable(Ledger ledger)
{
    private readonly Dictionary<int, Action> _handlers = [];
    private readonly Queue<int> _raised = [];
    private readonly Lock _lock = new();
    private int _nextIrq = 16;
    private bool _delivering;

    /// <summary>Hands out consecutive interrupt numbers.</summary>
    /// <returns>The first one.</returns>
    public int Reserve(int count) => Interlocked.Add(ref _nextIrq, count) - count;

    /// <summary>Whether somebody handles an interrupt.</summary>
    public bool IsRequested(int irq)
    {
        lock (_lock)
        {
            return _handlers.ContainsKey(irq);
        }
    }

    /// <summary>Sets the handler of an interrupt that has none.</summary>
    public void Request(int irq, Action handler, string name)
    {
        lock (_lock)
        {
            _handlers.Add(irq, handler);
        }
        ledger.Take("IRQ", (ulong)irq, name);
    }

    /// <summary>Takes the handler away. What was raised and has not been delivered is lost.</summary>
    /// <exception cref="InvalidOperationException">The interrupt has no handler.</exception>
    public void Free(int irq)
    {
        lock (_lock)
        {
            if (!_handlers.Remove(irq))
            {
                throw new InvalidOperationException($"IRQ {irq} is freed without having been requested.");
            }
        }
        ledger.Return("IRQ", (ulong)irq);
    }

    /// <summary>Raises an interrupt; <see cref="Deliver"/> delivers it.</summary>
    /// <returns>Whether it has a handler.</returns>
    public bool Raise(int irq)
    {
        lock (_lock)
        {
            if (!_handlers.ContainsKey(irq))
            {
                return false;
            }
            _raised.Enqueue(irq);
            return true;
        }
    }

    /// <summary>Runs the handlers of all that was raised, unless that is just being done.</summary>
    public void Deliver()
    {
        while (Next() is { } handler)
        {
            try
            {
                handler();
            }
            finally
            {
                _delivering = false;
            }
        }
    }

    private Action? Next()
    {
        lock (_lock)
        {
            while (!_delivering && _raised.TryDequeue(out int irq))
            {
                if (_handlers.TryGetValue(irq, out Action? handler))
                {
                    _delivering = true;
                    return handler;
                }
            }
            return null;
        }
    }
}
