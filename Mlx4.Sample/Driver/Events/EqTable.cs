using System.Numerics;
using Mlx4.Runtime;
using Mlx4.Sample.Driver.Capabilities;
using Mlx4.Sample.Driver.Commands;
using Mlx4.Sample.Driver.Icm;
using Mlx4.Sample.Driver.Resources;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Driver.Events;

/// <summary>The event queues and their interrupts (<c>mlx4_init_eq_table</c>).</summary>
internal sealed partial class EqTable(DeviceState device, MttAllocator mtts, EventDispatcher events, StageScope scope)
{
    private const int AsyncEntries = 0x100 + SpareEntries;
    private const int SpareEntries = 0x80;

    /// <summary>Four doorbells share a UAR page, from the middle on.</summary>
    private const int DoorbellsPerPage = 4;
    private const int FirstDoorbell = 0x800;
    private const int DoorbellSize = 8;

    private const int ClearInterruptSize = 8;

    /// <summary>The types of events for the asynchronous queue: all but completions and the overflow of an event queue.</summary>
    private const ulong AsyncEvents = 0x1d1f_46fe;
    private const ulong PortManagementChange = 1UL << 0x1d;
    private const ulong RecoverableError = 1UL << 0x3e;

    /// <summary>MAP_EQ: takes the events away from the queue.</summary>
    private const uint Unmap = 1U << 31;

    private EventQueue[] _queues = [];
    private MmioRegion[] _doorbells = [];
    private MmioRegion _clearInterrupt = MmioRegion.Unmapped;
    private bool _msiX;

    /// <summary>The numbers of event queues.</summary>
    public Bitmap Numbers { get; } = new();

    /// <summary>The entries for the rings.</summary>
    public MttAllocator Mtts => mtts;

    /// <summary>Who takes the events.</summary>
    public EventDispatcher Events => events;

    /// <summary>The queues in use: the asynchronous one, then one a completion vector.</summary>
    public IReadOnlyList<EventQueue> Queues => _queues;

    /// <summary>The number of completion vectors.</summary>
    public int CompletionVectors => _queues.Length - 1;

    /// <summary>How many queues there may be at most (<c>mlx4_alloc_eq_table</c>).</summary>
    public int Capacity => Capabilities.Eqs - Capabilities.ReservedEqs;

    private DeviceCapabilities Capabilities => device.Capabilities;

    private EventQueue Async => _queues[0];

    private int DoorbellPages => _doorbells.Length;

    private uint AllPorts => (1U << Capabilities.Ports.Count) - 1;

    private int FirstDoorbellPage => Capabilities.ReservedEqs / DoorbellsPerPage;

    private bool HasInterruptPin => !device.IsSlave;

    private ulong AsyncEventMask => AsyncEvents
        | (Capabilities.Has(DeviceFeatures.PortManagementEvents) ? PortManagementChange : 0)
        | (Capabilities.Limits.RecoverableErrors ? RecoverableError : 0);

    /// <summary>One queue a vector, each with its own interrupt; with few vectors every queue serves all ports, else each queue one.</summary>
    public void UseMsiX(IReadOnlyList<int> irqs)
    {
        const int VectorsPerPort = 5;

        int ports = Capabilities.Ports.Count;
        int vectors = irqs.Count - 1;
        bool shared = vectors < VectorsPerPort * ports;
        _msiX = true;
        _queues = [.. irqs.Select((irq, index) => new EventQueue(device, this, index, scope.Nested(nameof(EventQueue), $"EQ {index}"))
        {
            Irq = irq,
            Ports = index == 0 ? 0 : shared ? AllPorts : 1U << ((index - 1) * ports / vectors),
        })];
    }

    /// <summary>One queue for completions of all ports; it and the asynchronous one share the interrupt pin.</summary>
    public void UseInterruptPin()
    {
        _msiX = false;
        _queues = [.. Enumerable.Range(0, 2).Select(index => new EventQueue(device, this, index, scope.Nested(nameof(EventQueue), $"EQ {index}"))
        {
            Irq = device.Pci.Irq,
            Ports = index == 0 ? 0 : AllPorts,
        })];
    }

    /// <summary>There are no queues any more.</summary>
    public void Clear() => _queues = [];

    /// <summary>Tells the card how far a queue has been read.</summary>
    public void RingDoorbell(int number, uint value) =>
        _doorbells[number / DoorbellsPerPage - FirstDoorbellPage].Write32(FirstDoorbell + number % DoorbellsPerPage * DoorbellSize, value);

    [InitStage(10, Cleanup = nameof(CleanupNumbers))]
    private Errno InitNumbers()
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Capabilities.Eqs);
        return Numbers.Init(size, Capabilities.ReservedEqs, reservedTop: size - Capabilities.Eqs);
    }
    private void CleanupNumbers() => Numbers.Cleanup();

    /// <summary>Counts the UAR pages in which the doorbells of the queues lie.</summary>
    [InitStage(20, NoCleanup = "numbers only")]
    private void PlanDoorbells() =>
        _doorbells = new MmioRegion[(_queues.Length + Capabilities.ReservedEqs - 1) / DoorbellsPerPage - FirstDoorbellPage + 1];

    [InitStage(30, Cleanup = nameof(UnmapDoorbells), ForEach = nameof(DoorbellPages))]
    private Errno MapDoorbells(int page) => device.Pci.MapRegion(
        PciRegion.Bar2, (ulong)(FirstDoorbellPage + page) * IcmPages.PageSize, IcmPages.PageSize, "EQ doorbells", out _doorbells[page]);
    private void UnmapDoorbells(int page) => device.Pci.UnmapRegion(_doorbells[page]);

    /// <summary>A slave has no interrupt pin, nor this register.</summary>
    [InitStage(40, Cleanup = nameof(UnmapClearInterrupt), When = nameof(HasInterruptPin))]
    private Errno MapClearInterrupt() => device.Pci.MapRegion(
        device.Firmware.ClearInterrupt.Bar, device.Firmware.ClearInterrupt.Offset, ClearInterruptSize, "clear interrupt", out _clearInterrupt);
    private void UnmapClearInterrupt() => device.Pci.UnmapRegion(_clearInterrupt);

    [InitStage(50, Cleanup = nameof(FreeEq), ForEach = nameof(_queues))]
    private InitResult<Errno> CreateEq(EventQueue queue) =>
        queue.LoadOne(queue.Index == 0 ? AsyncEntries : Capabilities.CqQuota + SpareEntries, _msiX ? queue.Index : 0);
    private static void FreeEq(EventQueue queue) => queue.UnloadOne();

    /// <summary>The asynchronous queue's interrupt, which is everybody's without MSI-X. Completion vectors are requested by their first user.</summary>
    [InitStage(60, Cleanup = nameof(FreeIrqs))]
    private Errno RequestIrq() => device.Pci.RequestIrq(Async.Irq, _msiX ? Async.Poll : OnInterruptPin, "mlx4-async");
    private void FreeIrqs() => device.Pci.FreeIrq(Async.Irq);

    /// <summary>Sends the events to the asynchronous queue. If that fails no event ever comes, which the interrupt test finds out.</summary>
    [InitStage(70, Cleanup = nameof(UnmapEq), Optional = true)]
    private Errno MapEq() => MapEvents(0);
    private void UnmapEq() => MapEvents(Unmap);

    [InitStage(80, NoCleanup = "a queue that is not the card's any more raises nothing")]
    private void ArmAsync() => Async.Arm();

    partial void OnStageEvent(in StageEvent stageEvent) => scope.Tell(stageEvent);
    partial void OnStageStarting(StageInfo stage, ref Errno error) => scope.Ask(stage, ref error);

    private Errno MapEvents(uint unmap) =>
        device.Commands.Execute(new Command(Opcode.MapEq, (uint)Async.Number | unmap, Input: AsyncEventMask));

    /// <summary>The pin stays asserted until it is cleared; then every queue may have something (<c>mlx4_interrupt</c>).</summary>
    private void OnInterruptPin()
    {
        // The high word is for pins 63:32, and comes first.
        int pin = Capabilities.InterruptPin;
        _clearInterrupt.Write32(pin < 32 ? sizeof(uint) : 0, 1U << pin % 32);
        foreach (EventQueue queue in _queues)
        {
            queue.Poll();
        }
    }
}
