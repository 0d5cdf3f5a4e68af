using Mlx4.Runtime;

namespace Mlx4.Sample.Driver.Commands;

/// <summary>What the master does itself, or before and after, with the commands of its functions, its own among them (<c>mlx4_master_process_vhcr</c>).</summary>
internal interface IWrappedCommands
{
    /// <summary>Carries a command out for a function.</summary>
    /// <param name="function">The function's number, 0 for the master's own.</param>
    /// <param name="command">The command.</param>
    /// <param name="result">The immediate output.</param>
    /// <param name="error">How it ended.</param>
    /// <returns>Whether the command is one of these; if not, it is the firmware's alone.</returns>
    bool TryExecute(int function, in Command command, out ulong result, out Errno error);
}
