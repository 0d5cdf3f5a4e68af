using Mlx4.Sample.Hca.Functions;

namespace Mlx4.Sample.Hca.Commands;

/// <summary>A command on its way through the firmware.</summary>
internal ref struct Command(Function function, Opcode opcode, byte modifier)
{
    /// <summary>The size and the alignment of a mailbox in bytes.</summary>
    public const int MailboxSize = 0x1000;

    public readonly Opcode Opcode => opcode;

    /// <summary>The opcode modifier, 4 bits.</summary>
    public readonly byte Modifier => modifier;

    /// <summary>The input modifier.</summary>
    public required uint InputModifier { get; init; }

    /// <summary>The bus address of the input mailbox, or an immediate value.</summary>
    public required ulong InputParameter { get; set; }

    /// <summary>The bus address of the output mailbox; a command with an immediate result puts it here.</summary>
    public required ulong OutputParameter { get; set; }

    /// <summary>The host's memory as the function that sent the command sees it.</summary>
    public Function Function { get; } = function;

    /// <summary>
    /// The function for which the command is. The master hands over the queues of other functions; for its own, and where the command
    /// does not name it, this is the function that sent it.
    /// </summary>
    public Function Owner { get; set; } = function;

    /// <summary>Takes what the command reads from the host's memory, if somebody watches.</summary>
    public MailboxCopy? InputCopy { get; init; }

    /// <summary>The input mailbox.</summary>
    /// <param name="mailbox">Its bytes, in the host's memory.</param>
    /// <returns>Whether there is one.</returns>
    public readonly bool TryInput(out ReadOnlySpan<byte> mailbox)
    {
        bool mapped = TryMailbox(InputParameter, out Span<byte> bytes);
        mailbox = bytes;
        if (mapped)
        {
            InputCopy?.Take(mailbox);
        }
        return mapped;
    }

    /// <summary>The output mailbox.</summary>
    /// <param name="size">How many bytes the command fills; they come back as zero.</param>
    /// <param name="mailbox">Those bytes, in the host's memory.</param>
    /// <returns>Whether there is one.</returns>
    public readonly bool TryOutput(int size, out Span<byte> mailbox)
    {
        if (!TryMailbox(OutputParameter, out mailbox))
        {
            return false;
        }
        mailbox = mailbox[..size];
        mailbox.Clear();
        return true;
    }

    private readonly bool TryMailbox(ulong address, out Span<byte> bytes)
    {
        bytes = default;
        return address % MailboxSize == 0 && Function.Dma(address, MailboxSize, out bytes);
    }
}
