namespace Mlx4.Sample.Driver.Commands;

/// <summary>A command whose completion an event will tell.</summary>
internal sealed class CommandContext
{
    private volatile bool _done;

    /// <summary>What the event must carry. It changes with each use, so that an event that comes too late meets another one.</summary>
    public ushort Token { get; set; }

    /// <summary>Whether the event has come.</summary>
    public bool IsDone => _done;

    /// <summary>What the event has told.</summary>
    public Answer Answer { get; private set; }

    /// <summary>Begins to wait for the next event.</summary>
    public void Begin(ushort token)
    {
        Token = token;
        _done = false;
    }

    /// <summary>The event has come.</summary>
    public void Complete(Answer answer)
    {
        Answer = answer;
        _done = true;
    }
}
