using Mlx4.Runtime;
using Mlx4.Sample.Driver;

using Opcode = Mlx4.Sample.Hca.Commands.Opcode;

namespace Mlx4.Sample.Matrix;

/// <summary>What a failure comes to beside what the attributes of the stages say: which steps can be done without, and what is missing later.</summary>
internal static class Tolerances
{
    /// <summary>What a later stage makes of it that an optional one has failed. Of all others nothing is missed.</summary>
    private static readonly Dictionary<string, Func<Scenario, Errno>> Consequences = new()
    {
        // There are virtual functions, and nobody to serve them; or none, and nobody to be served.
        ["Mlx4Device.EnableSriov"] = static scenario => scenario.ExistingVfs > 0 ? Errno.EINVAL : Errno.Ok,
        ["Mlx4Device.EnableSriovAfterHca"] = static scenario => scenario.ExistingVfs > 0 ? Errno.EINVAL : Errno.Ok,
        // Functions that share a card cannot share its pin.
        ["Mlx4Device.EnableMsiX"] = static scenario => scenario.IsShared ? Errno.EOPNOTSUPP : Errno.Ok,
        // Its events go nowhere, which the interrupt test finds out. A slave that is not told that its command has ended gives itself up.
        ["EqTable.MapEq"] = static scenario => scenario.Function == FunctionMode.Slave ? Errno.EIO : Errno.EBUSY,
    };

    /// <summary>Stages without a result, whose commands may be refused.</summary>
    private static readonly Dictionary<string, string> Commands = new()
    {
        ["CapabilityReader.SensePort"] = "the port stays what it is",
    };

    /// <summary>SET_PORT: the GIDs of a port.</summary>
    private const uint GidTable = 5;

    /// <summary>Commands that may be refused wherever they are given.</summary>
    private static readonly Dictionary<Opcode, string> Anywhere = new()
    {
        [Opcode.QueryIfStat] = "a counter goes on from what it counted for its last user",
    };

    /// <summary>Commands of a slave that it can do without; its master gives them.</summary>
    private static readonly Dictionary<Opcode, string> OfSlave = new()
    {
        [Opcode.QueryFw] = "the version is for people",
        [Opcode.ConfigDev] = "received checksums are told in the default way",
        [Opcode.ArmCommChannel] = "the master arms it again",
    };

    /// <summary>What the card keeps until the next load, if it refuses to give it back.</summary>
    private static readonly Dictionary<Opcode, string> Kept = new()
    {
        [Opcode.MapEq] = "event",
        [Opcode.ConfSpecialQp] = "special QPs",
    };

    /// <summary>What the load comes to when an optional stage has failed.</summary>
    public static Errno ConsequenceOf(StagePlace stage, Scenario scenario) =>
        Consequences.TryGetValue(stage.ToString(), out Func<Scenario, Errno>? consequence) ? consequence(scenario) : Errno.Ok;

    /// <summary>Whether a load goes on after a refused command of a stage that is not optional.</summary>
    public static bool IsTolerated(FaultPoint fault) => fault is StatusFault { Opcode: var opcode } refused
        && (Anywhere.ContainsKey(opcode)
            || (fault.IsOfMaster ? OfSlave.ContainsKey(opcode) || TakesGids(refused) : Commands.ContainsKey(fault.Place[^1].ToString())));

    /// <summary>Whether the master takes from a function the GIDs that its last driver may have had. It does so again whenever the function begins anew.</summary>
    private static bool TakesGids(StatusFault fault) => fault is { Opcode: Opcode.SetPort } && fault.Modifier >> 8 == GidTable;

    /// <summary>What the card may keep after an unload with a fault.</summary>
    public static IReadOnlyList<string> KeptAfter(FaultPoint fault) =>
        fault is StatusFault { Phase: FaultPhase.Unload } && Kept.TryGetValue(OpcodeOf(fault)!.Value, out string? resource) ? [resource] : [];

    /// <summary>The command that fails.</summary>
    public static Opcode? OpcodeOf(FaultPoint fault) => fault switch
    {
        StatusFault status => status.Opcode,
        HangFault hang => hang.Opcode,
        InterruptFault interrupts => interrupts.Opcode,
        _ => null,
    };
}
