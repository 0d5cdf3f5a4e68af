using Mlx4.Sample.Driver.Commands;

namespace Mlx4.Sample.Driver.Master;

/// <summary>A function's command that the master carries out.</summary>
/// <param name="slave">The function.</param>
/// <param name="command">What it asks for. Input and output are the function's own, addresses in its memory among them.</param>
/// <param name="inbox">The copy of the input mailbox, for commands that have one.</param>
/// <param name="outbox">The output mailbox, for commands that have one.</param>
internal sealed class WrappedCall(SlaveState slave, in Command command, Mailbox inbox, Mailbox outbox)
{
    /// <summary>The function.</summary>
    public SlaveState Slave => slave;

    /// <summary>The function's number.</summary>
    public int Function => slave.Number;

    /// <summary>Whether the function is the master itself.</summary>
    public bool IsMasters => slave.Number == 0;

    /// <summary>Which command it is.</summary>
    public Opcode Opcode { get; } = command.Opcode;

    /// <summary>The input modifier. Where the function names one of its ports, the wrapper puts the card's number of it in.</summary>
    public uint Modifier { get; set; } = command.Modifier;

    /// <summary>The opcode modifier.</summary>
    public byte OpModifier { get; } = command.OpModifier;

    /// <summary>The input parameter.</summary>
    public ulong Input { get; } = command.Input;

    /// <summary>The lower half of the input parameter.</summary>
    public uint InputLow => (uint)Input;

    /// <summary>The upper half of the input parameter.</summary>
    public uint InputHigh => (uint)(Input >> 32);

    /// <summary>What the function has put into the input mailbox.</summary>
    public Mailbox Inbox => inbox;

    /// <summary>What the function is to find in the output mailbox.</summary>
    public Mailbox Outbox => outbox;

    /// <summary>The immediate output.</summary>
    public ulong Result { get; set; }
}
