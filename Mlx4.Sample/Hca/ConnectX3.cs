using System.Diagnostics.CodeAnalysis;
using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Hca.Events;
using Mlx4.Sample.Hca.Functions;
using Mlx4.Sample.Hca.Management;
using Mlx4.Sample.Hca.Memory;
using Mlx4.Sample.Hca.Ports;
using Mlx4.Sample.Hca.Verbs;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Hca;

/// <summary>
/// A ConnectX-3 card (MT27500): what its functions share. A driver reaches it through <see cref="PhysicalFunction"/>, or one of
/// <see cref="VirtualFunctions"/>, only; <see cref="Ledger"/> and <see cref="Faults"/> are for whoever watches.
/// </summary>
internal sealed class ConnectX3
{
    /// <summary>The core clock in MHz (QUERY_HCA, and the rate of the clock register). Listings: hca_core_clock 427000 kHz.</summary>
    public const ushort CoreClock = 427;

    private readonly TimeProvider _time;
    private bool _resetting;
    private long _resetAt;

    public ConnectX3(ConnectX3Options options, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Ports, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Ports, Capabilities.MaxPorts);
        ArgumentOutOfRangeException.ThrowIfNegative(options.VirtualFunctions);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.VirtualFunctions, Capabilities.MaxVirtualFunctions);
        Options = options;
        _time = time;
        Ownership = new ReadToTake(Ledger, "ownership", () => Faults.OwnershipTaken);
        Semaphore = new ReadToTake(Ledger, "semaphore", () => Faults.SemaphoreBusy);
        Capabilities = new Capabilities(options);
        FirmwareArea = new PageBlocks("firmware area", Ledger);
        Icm = new Icm(this);
        Hca = new Hca(Ledger);
        Node = new Node(options);
        Ports = new PortList(this);
        Function = new PhysicalFunction(this);
        VirtualFunctions = new VirtualFunctionList(this, options.VirtualFunctions);
        CommChannel = new CommChannel(this);
        EventQueues = new EventQueues(this);
        Verbs = new VerbsObjects(this);
        Firmware = new Firmware(this);
    }

    /// <summary>The function that a driver probes.</summary>
    public IPciFunction PhysicalFunction => Function;

    /// <summary>The functions that are there while SR-IOV is on, the first of them right behind the physical one on the bus.</summary>
    public VirtualFunctionList VirtualFunctions { get; }

    /// <summary>What the host has given to the card, or taken from it.</summary>
    public Ledger Ledger { get; } = new();

    /// <summary>What is to go wrong.</summary>
    public Faults Faults { get; } = new();

    /// <summary>Lets the card warn the driver of its temperature.</summary>
    /// <param name="temperature">The temperature in degrees Celsius.</param>
    /// <param name="threshold">The one from which on it warns.</param>
    public void WarnOfTemperature(ushort temperature, ushort threshold)
    {
        lock (Lock)
        {
            EventQueues.TemperatureExceeded(temperature, threshold);
        }
    }

    /// <summary>Hears of every command that the firmware has carried out, on the thread of the access that posted it.</summary>
    public Action<ExecutedCommand>? CommandObserver { get; set; }

    internal ConnectX3Options Options { get; }

    /// <summary>The function of a number, as commands name it.</summary>
    /// <returns>Whether there is one.</returns>
    internal bool TryFunction(uint number, [NotNullWhen(true)] out Function? function)
    {
        function = number == 0 ? Function : number <= VirtualFunctions.Count ? VirtualFunctions.OfNumber((int)number) : null;
        return function is not null;
    }

    /// <summary>One access at a time, whichever function it comes through.</summary>
    internal Lock Lock { get; } = new();

    internal PhysicalFunction Function { get; }

    /// <summary>The channel between the drivers of virtual functions and the master's.</summary>
    internal CommChannel CommChannel { get; }

    internal Capabilities Capabilities { get; }

    internal Firmware Firmware { get; }

    /// <summary>The host pages that the firmware runs in.</summary>
    internal PageBlocks FirmwareArea { get; }

    internal Icm Icm { get; }

    internal Hca Hca { get; }

    internal EventQueues EventQueues { get; }

    /// <summary>Memory regions, CQs, SRQs, QPs, groups and rules.</summary>
    internal VerbsObjects Verbs { get; }

    internal DeviceConfiguration Configuration { get; } = new();

    internal Node Node { get; }

    internal PortList Ports { get; }

    internal CounterTable Counters { get; } = new();

    internal ReadToTake Ownership { get; }

    internal ReadToTake Semaphore { get; }

    /// <summary>The free-running clock, in cycles of the core.</summary>
    internal ulong Clock => (ulong)((UInt128)(ulong)_time.GetTimestamp() * (CoreClock * 1_000_000UL) / (ulong)_time.TimestampFrequency);

    /// <summary>Whether the card is busy with a reset, and answers nothing.</summary>
    internal bool InReset
    {
        get
        {
            if (_resetting && !Faults.StuckInReset && _time.GetElapsedTime(_resetAt) >= Options.ResetTime)
            {
                _resetting = false;
            }
            return _resetting;
        }
    }

    /// <summary>
    /// The reset register. Everything that the firmware knows is gone: its own area, ICM, queues, ports, and the semaphore that guards
    /// the reset (Linux never gives it back otherwise). The configuration header and the express capability's controls are gone too, which
    /// is why the driver restores them. All else of the configuration stays, since no driver restores it: MSI-X, SR-IOV, and the virtual
    /// functions' own; and so does the ownership, which Linux takes before the reset and gives back long after it. All of this is inferred
    /// from what the driver does, not from a description of the hardware.
    /// </summary>
    internal void ChipReset()
    {
        Forget();
        Function.ChipReset();
        _resetting = true;
        _resetAt = _time.GetTimestamp();
    }

    /// <summary>
    /// A function was reset, or has gone: what it had works no more. It stays in the ledger until the master's driver takes it back, as it
    /// does with the same commands as before; Linux gives the card up if one of those is refused.
    /// </summary>
    internal void Quiesce(Function function)
    {
        EventQueues.Quiesce(function);
        Verbs.Quiesce(function);
    }

    /// <summary>A conventional or function-level reset: nothing is left, no virtual function either, and the function answers at once (chosen).</summary>
    internal void BusReset()
    {
        Forget();
        Function.BusReset();
        VirtualFunctions.Enable(0);
        Ownership.Release();
        _resetting = false;
    }

    private void Forget()
    {
        Verbs.Reset();
        Faults.Recover();
        EventQueues.Reset();
        CommChannel.Reset();
        Ports.Reset();
        Counters.Reset();
        Node.Reset();
        Configuration.Reset();
        Hca.Reset();
        Icm.Reset();
        FirmwareArea.Reset();
        Firmware.Reset();
        Semaphore.Release();
    }
}
