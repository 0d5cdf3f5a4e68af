using System.Numerics;

namespace Mlx4.Sample.Driver.Commands;

/// <summary>The commands whose completion is told by events, and who waits for which. While they are off, completions are polled for.</summary>
internal sealed class CommandEvents
{
    private readonly Queue<CommandContext> _free = [];
    private CommandContext[] _contexts = [];
    private ushort _tokenMask;

    /// <summary>Begins: so many commands may wait at a time.</summary>
    public void Start(int maxCommands)
    {
        _contexts = [.. Enumerable.Range(0, maxCommands).Select(static token => new CommandContext { Token = (ushort)token })];
        _tokenMask = (ushort)(BitOperations.RoundUpToPowerOf2((uint)maxCommands) - 1);
        _free.Clear();
        foreach (CommandContext context in _contexts)
        {
            _free.Enqueue(context);
        }
    }

    /// <summary>Ends. An event that still comes finds nobody.</summary>
    public void Stop()
    {
        _contexts = [];
        _free.Clear();
    }

    /// <summary>Who is to wait for the next command's event; <see langword="null"/> if its completion is polled for.</summary>
    public CommandContext? Take()
    {
        if (_contexts.Length == 0)
        {
            return null;
        }
        CommandContext context = _free.Dequeue();
        context.Begin((ushort)(context.Token + _tokenMask + 1));
        return context;
    }

    /// <summary>The command has ended.</summary>
    public void Return(CommandContext? context)
    {
        if (context is not null)
        {
            _free.Enqueue(context);
        }
    }

    /// <summary>An event tells the completion of a command. One that nobody waits for any more is dropped.</summary>
    public void Complete(ushort token, Answer answer)
    {
        CommandContext[] contexts = _contexts;
        int index = token & _tokenMask;
        if (index < contexts.Length && contexts[index].Token == token)
        {
            contexts[index].Complete(answer);
        }
    }
}
