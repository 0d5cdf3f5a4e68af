using System.Net.NetworkInformation;
using Mlx4.Runtime;
using Mlx4.Sample.Driver.Master;

namespace Mlx4.Sample.Commands;

/// <summary>What to load, and what is to go wrong.</summary>
internal sealed record LoadSettings
{
    /// <summary>The default of <see cref="Depth"/>: down to the firmware commands, without the single tables and chunks of ICM.</summary>
    public const int DefaultDepth = 2;

    /// <summary>How deep pipelines are nested at most.</summary>
    public const int DeepestPipeline = 7;

    /// <summary>The default of <see cref="Cpus"/>.</summary>
    public const int DefaultCpus = 4;

    /// <summary>The function whose load is shown.</summary>
    public LoadedFunction Function { get; init; }

    /// <summary>The virtual functions that the driver enables; with any it is their master.</summary>
    public VirtualFunctionNumbers VirtualFunctions { get; init; }

    /// <summary>The address that the administrator gives the shown virtual function, <see langword="null"/> for none.</summary>
    public PhysicalAddress? MacOfVirtualFunction { get; init; }

    /// <summary>What the shown virtual function sees of the links of its ports.</summary>
    public VfLinkState LinkOfVirtualFunction { get; init; }

    /// <summary>The number of virtual functions that are enabled before the load.</summary>
    public int ExistingVirtualFunctions { get; init; }

    /// <summary>Whether the card lets no virtual function be enabled.</summary>
    public bool RefuseSriov { get; init; }

    /// <summary>Whether the firmware refuses to tell the function its capabilities, since that is not the primary one.</summary>
    public bool NotPrimary { get; init; }

    /// <summary>
    /// Whether there is another physical function, which is the primary one: the shown function may become its slave. EACCES of a command says
    /// the same as <see cref="NotPrimary"/>.
    /// </summary>
    public bool HasPrimary => NotPrimary || Function == LoadedFunction.Physical && Faults.Any(static fault => fault.Error == Errno.EACCES);

    /// <summary>Whether the load is followed by a restart, in which the faults are counted.</summary>
    public bool Restart { get; init; }

    /// <summary>The number of ports, 1 or 2.</summary>
    public int Ports { get; init; } = 2;

    /// <summary>Whether the card has MSI-X.</summary>
    public bool MsiX { get; init; } = true;

    /// <summary>Whether the interrupts of MSI-X get lost, so that the driver's test fails.</summary>
    public bool IrqTestFails { get; init; }

    /// <summary>Whether the firmware hands out event queues by function.</summary>
    public bool SysEqs { get; init; }

    /// <summary>Whether the driver asks for steering managed by the device, which the card offers.</summary>
    public bool FlowSteering { get; init; }

    /// <summary>Whether the driver makes do with little memory.</summary>
    public bool LowMemory { get; init; }

    /// <summary>The number of CPUs of the machine.</summary>
    public int Cpus { get; init; } = DefaultCpus;

    /// <summary>Whether waits take their time.</summary>
    public bool RealTime { get; init; }

    /// <summary>The steps that fail.</summary>
    public IReadOnlyList<StepFault> Faults { get; init; } = [];

    /// <summary>What is printed.</summary>
    public LoadOutput Output { get; init; }

    /// <summary>How many levels of nested pipelines are shown.</summary>
    public int Depth { get; init; } = DefaultDepth;

    /// <summary>The file that a report is written to, <see langword="null"/> for none.</summary>
    public string? Report { get; init; }

    /// <summary>The command line, for the report.</summary>
    public string CommandLine { get; init; } = "";
}
