using System.Globalization;
using Mlx4.Sample.Commands;
using Mlx4.Sample.Driver;

namespace Mlx4.Sample.Matrix;

/// <summary>A card, a machine, and what is loaded: one value of each option.</summary>
/// <param name="Function">The function that is loaded: a physical one alone, one that is to be the master of virtual ones, or a virtual one on top of its master.</param>
/// <param name="Ports">The number of ports, 1 or 2.</param>
/// <param name="Interrupts">What becomes of the interrupts.</param>
/// <param name="Cpus">The number of CPUs of the machine.</param>
/// <param name="SysEqs">Whether the firmware hands out event queues by function.</param>
/// <param name="FlowSteering">Whether the driver asks for steering managed by the device.</param>
/// <param name="WantedVfs">The virtual functions that a master is asked for.</param>
/// <param name="Sriov">What becomes of the virtual functions that are wanted.</param>
/// <param name="LowMemory">Whether the driver makes do with little memory.</param>
/// <param name="Restart">Whether the load is a restart of a device that was loaded before.</param>
internal sealed record Scenario(
    FunctionMode Function,
    int Ports,
    InterruptKind Interrupts,
    int Cpus,
    bool SysEqs,
    bool FlowSteering,
    VirtualFunctionNumbers WantedVfs,
    SriovKind Sriov,
    bool LowMemory,
    bool Restart)
{
    /// <summary>A few virtual functions: more than one, so that fewer may be there.</summary>
    public const int FewVfs = 2;

    private const int DefaultPorts = 2;
    private const int DefaultCpus = 4;

    /// <summary>How many virtual functions the driver of the physical function is asked for.</summary>
    public VirtualFunctionNumbers Vfs => Function == FunctionMode.Single ? 0 : WantedVfs;

    /// <summary>How many virtual functions are there before the load.</summary>
    public int ExistingVfs => Sriov switch { SriovKind.Existing => WantedVfs.Total, SriovKind.Fewer => WantedVfs.Total - 1, _ => 0 };

    /// <summary>Whether the function that is loaded shares its card with others.</summary>
    public bool IsShared => Function != FunctionMode.Single && Sriov != SriovKind.Refused;

    /// <summary>Why there is no such scenario; <see langword="null"/> if there is.</summary>
    public string? Impossible => this switch
    {
        { Function: FunctionMode.Single, Sriov: not SriovKind.Granted } => "nobody asks for virtual functions",
        { Function: FunctionMode.Single, WantedVfs: not { Total: FewVfs, Second: null } } => "nobody asks for virtual functions",
        { Ports: 1, WantedVfs.Second: not null } => "there is no second port",
        { Function: FunctionMode.Slave, Sriov: SriovKind.Refused } => "there is no virtual function",
        { Function: not FunctionMode.Single, Sriov: not SriovKind.Refused, Interrupts: not InterruptKind.MsiX } => "functions that share a card cannot share its pin",
        _ => null,
    };

    /// <summary>The options of <c>load</c> that say the same.</summary>
    public override string ToString()
    {
        List<string> options = [];
        Add(Function == FunctionMode.Slave, "--function vf");
        Add(Vfs.Total > 0, Text($"--vfs {Vfs}"));
        Add(ExistingVfs > 0, Text($"--existing-vfs {ExistingVfs}"));
        Add(Sriov == SriovKind.Refused, "--refuse-sriov");
        Add(Ports != DefaultPorts, Text($"--ports {Ports}"));
        Add(Interrupts == InterruptKind.Pin, "--no-msix");
        Add(Interrupts == InterruptKind.TestFails, "--irq-test-fails");
        Add(Cpus != DefaultCpus, Text($"--cpus {Cpus}"));
        Add(SysEqs, "--sys-eqs");
        Add(FlowSteering, "--flow-steering");
        Add(LowMemory, "--low-memory");
        Add(Restart, "--restart");
        return string.Join(' ', options.Prepend("load"));

        void Add(bool isGiven, string option)
        {
            if (isGiven)
            {
                options.Add(option);
            }
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
