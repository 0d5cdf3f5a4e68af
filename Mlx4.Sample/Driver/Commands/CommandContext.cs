namespace Mlx4.Sample.Driver.Commands;

/// <summary>A command whose completion an event will tell.</summary>
internal sealed class CommandContext
{
    /// <summary>What the event must carry. It changes with each use, so that an event that comes too late meets another one.</summary>
    public ushort Token { get; set; }

    /// <summary>Whether the event has come.</summary>
    public bool IsDone { get; set; }

    /// <summary>The firmware's answer.</summary>
    public CommandStatus Status { get; set; }

    /// <summary>The immediate output.</summary>
    public ulong Result { get; set; }
}
