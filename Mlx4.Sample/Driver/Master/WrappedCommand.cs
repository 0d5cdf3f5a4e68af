using Mlx4.Runtime;
using Mlx4.Sample.Driver.Commands;

namespace Mlx4.Sample.Driver.Master;

/// <summary>A command that other functions may give, and what the master has to do with it (<c>struct mlx4_cmd_info</c>).</summary>
/// <param name="Opcode">The command.</param>
internal sealed record WrappedCommand(Opcode Opcode)
{
    /// <summary>The input parameter is the address of a mailbox.</summary>
    public bool HasInbox { get; init; }

    /// <summary>The output parameter is the address of a mailbox.</summary>
    public bool HasOutbox { get; init; }

    /// <summary>The output parameter is the output itself.</summary>
    public bool HasResult { get; init; }

    /// <summary>The firmware wants the number of the function in the low byte of the input parameter.</summary>
    public bool NamesFunction { get; init; }

    /// <summary>The master's own commands are carried out in this way too; if not, they go to the firmware as they are.</summary>
    public bool IsMastersToo { get; init; }

    /// <summary>What carries it out; <see langword="null"/>: the firmware, as it is.</summary>
    public Func<WrappedCall, Errno>? Wrapper { get; init; }
}
