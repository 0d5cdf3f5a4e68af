using Mlx4.Runtime;

namespace Mlx4.Sample.Driver.Commands;

/// <summary>Where a function leaves its commands for whoever carries them out.</summary>
internal interface ICommandChannel
{
    /// <summary>How long any command may take.</summary>
    TimeSpan Timeout { get; }

    /// <summary>Whether the last command still occupies the channel.</summary>
    bool IsPending { get; }

    /// <summary>Whether the other side has said, or shows by its silence, that it carries nothing out any more.</summary>
    bool HasFailed { get; }

    /// <summary>Whether the channel is in order when it has taken a command and no event tells the completion.</summary>
    bool OutlivesLostEvents { get; }

    /// <summary>Leaves a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="token">What the event is to carry.</param>
    /// <param name="byEvent">Whether an event is to tell the completion.</param>
    void Post(in Command command, ushort token, bool byEvent);

    /// <summary>How the last command ended.</summary>
    /// <param name="told">What its event has told; <see langword="null"/> if its completion was polled for.</param>
    Answer Read(Answer? told);

    /// <summary>Gives the function up: afterwards it uses no memory of the host any more.</summary>
    InitResult<Errno> Reset();
}
