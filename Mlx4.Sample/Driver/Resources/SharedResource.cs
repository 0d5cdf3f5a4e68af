using Mlx4.Runtime;
using Mlx4.Sample.Driver.Commands;

namespace Mlx4.Sample.Driver.Resources;

/// <summary>What several functions share, and the master hands out (ALLOC_RES and FREE_RES).</summary>
internal static class SharedResource
{
    // The kinds.
    public const uint Mtt = 5;
    public const uint Counter = 9;

    // What is done with them: the opcode modifiers.
    public const byte Reserve = 0;
    public const byte ReserveAndMap = 1;

    /// <summary>Asks for one. The error is the master's: it has none left, or the function has had its share.</summary>
    /// <param name="commands">The function's commands.</param>
    /// <param name="kind">What is wanted, and for what use.</param>
    /// <param name="operation">What is done.</param>
    /// <param name="input">How much is wanted.</param>
    /// <param name="number">The number of the resource, or of the first one.</param>
    public static Errno Alloc(CommandInterface commands, uint kind, byte operation, ulong input, out int number)
    {
        Errno error = commands.Execute(new Command(Opcode.AllocRes, kind, operation, input), out ulong result);
        number = (int)(uint)result;
        return error;
    }

    /// <summary>Gives one back. If the master does not take it, it is the function's until the function ends.</summary>
    public static void Free(CommandInterface commands, uint kind, byte operation, ulong input, StageScope scope)
    {
        if (commands.Execute(new Command(Opcode.FreeRes, kind, operation, input)) is var error and not Errno.Ok)
        {
            scope.Warn($"FREE_RES {kind}: {error}");
        }
    }
}
