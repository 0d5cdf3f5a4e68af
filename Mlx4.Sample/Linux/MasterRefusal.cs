using Mlx4.Runtime;
using Mlx4.Sample.Driver.Commands;

namespace Mlx4.Sample.Linux;

/// <summary>A master that refuses one command of a function, its own or a slave's: it stands before what the master does with all of them.</summary>
internal sealed class MasterRefusal : IWrappedCommands
{
    private readonly CommandInterface _commands;
    private readonly IWrappedCommands? _next;
    private readonly Opcode _opcode;
    private readonly Errno _error;

    private MasterRefusal(CommandInterface commands, Opcode opcode, Errno error) =>
        (_commands, _next, _opcode, _error) = (commands, commands.Wrapped, opcode, error);

    /// <summary>Lets the function's next command of this kind be refused.</summary>
    public static void Arrange(CommandInterface commands, Opcode opcode, Errno error) => commands.Wrapped = new MasterRefusal(commands, opcode, error);

    /// <inheritdoc/>
    public bool TryExecute(int function, in Command command, out ulong result, out Errno error)
    {
        if (command.Opcode == _opcode)
        {
            _commands.Wrapped = _next;
            (result, error) = (0, _error);
            return true;
        }
        (result, error) = (0, Errno.Ok);
        return _next?.TryExecute(function, command, out result, out error) ?? false;
    }
}
