using Mlx4.Sample.Driver.Commands;

namespace Mlx4.Sample.Driver.Master;

/// <summary>What the master knows of a function (<c>struct mlx4_slave_state</c>). An interrupt may change it at any time, so its own lock guards it.</summary>
internal sealed class SlaveState
{
    /// <summary>The number of event types.</summary>
    private const int EventTypes = 64;

    private readonly Lock _lock = new();
    private readonly int[] _eventQueues = new int[EventTypes];
    private readonly ushort[] _tokens = new ushort[EventTypes];
    private bool _resetPending;
    private bool _goingDown;
    private uint _openPorts;

    /// <summary>Makes the state of a function that has said nothing yet.</summary>
    /// <param name="number">The function's number.</param>
    /// <param name="ports">How many ports it has.</param>
    public SlaveState(int number, int ports)
    {
        Number = number;
        VirtualPorts = [.. Enumerable.Range(1, ports).Select(static port => new VirtualPort(port))];
        ForgetEvents();
    }

    /// <summary>The function's number.</summary>
    public int Number { get; }

    /// <summary>What it has of each port of the card, port 1 first.</summary>
    public IReadOnlyList<VirtualPort> VirtualPorts { get; }

    /// <summary>The last command of the comm channel that was carried out.</summary>
    public CommCommand LastCommand { get; private set; } = CommCommand.Reset;

    /// <summary>Whether it may give commands.</summary>
    public bool IsActive { get; private set; }

    /// <summary>Whether somebody uses the function (the test of <c>mlx4_how_many_lives_vf</c>).</summary>
    public bool IsLive
    {
        get
        {
            lock (_lock)
            {
                return IsActive && LastCommand != CommCommand.Reset;
            }
        }
    }

    /// <summary>The toggle of the master's last answer.</summary>
    public uint Toggle { get; set; }

    /// <summary>The address of its vHCR, as far as it is known.</summary>
    public ulong Vhcr { get; set; }

    /// <summary>Begins anew: it takes no events and gives no commands.</summary>
    public void Deactivate()
    {
        lock (_lock)
        {
            IsActive = false;
            ForgetEvents();
            foreach (VirtualPort port in VirtualPorts)
            {
                port.Mac = 0;
            }
        }
    }

    /// <summary>Its vHCR is known. What the administrator has decided counts from now on (<c>mlx4_master_activate_admin_state</c>).</summary>
    public void Activate()
    {
        lock (_lock)
        {
            // Its reset may have come in between.
            IsActive = !_goingDown;
            foreach (VirtualPort port in VirtualPorts)
            {
                port.Mac = port.AdminMac;
            }
        }
    }

    /// <summary>A command of the comm channel was carried out.</summary>
    /// <returns>Whether it is to be answered: not if the function was reset in the meantime.</returns>
    public bool Advance(CommCommand command)
    {
        lock (_lock)
        {
            if (!_goingDown)
            {
                LastCommand = command;
            }
            return !_goingDown;
        }
    }

    /// <summary>The function was reset.</summary>
    /// <returns>Whether somebody has to clean up, and does not know that yet.</returns>
    public bool FunctionReset()
    {
        lock (_lock)
        {
            bool known = _resetPending;
            IsActive = false;
            LastCommand = CommCommand.FunctionReset;
            _goingDown = true;
            _resetPending = true;
            return !known;
        }
    }

    /// <summary>The cleaning up begins.</summary>
    public void BeginCleanup()
    {
        lock (_lock)
        {
            _resetPending = false;
        }
    }

    /// <summary>The cleaning up has ended.</summary>
    /// <returns>Whether the function can go on: not if it was reset once more.</returns>
    public bool EndCleanup()
    {
        lock (_lock)
        {
            if (!_resetPending)
            {
                LastCommand = CommCommand.Reset;
                _goingDown = false;
            }
            return !_resetPending;
        }
    }

    /// <summary>The function's queue for a type of events; <see langword="null"/> if it wants none.</summary>
    public int? EventQueueOf(byte type) => type < EventTypes && _eventQueues[type] >= 0 ? _eventQueues[type] : null;

    /// <summary>The types of a mask go to a queue of the function's; <see langword="null"/>: nowhere.</summary>
    public void MapEvents(ulong types, int? queue)
    {
        for (int type = 0; type < EventTypes; type++)
        {
            if ((types >> type & 1) != 0)
            {
                _eventQueues[type] = queue ?? -1;
            }
        }
    }

    /// <summary>The token of the next event of a type: 1 for the first.</summary>
    public ushort NextToken(byte type) => ++_tokens[type];

    /// <summary>Whether the function has initialised a port.</summary>
    public bool HasOpened(int port) => (_openPorts >> port & 1) != 0;

    /// <summary>The function has initialised a port, or closed it.</summary>
    public void SetOpened(int port, bool opened) => _openPorts = opened ? _openPorts | 1U << port : _openPorts & ~(1U << port);

    private void ForgetEvents()
    {
        Array.Fill(_eventQueues, -1);
        Array.Clear(_tokens);
    }
}
