using System.Globalization;
using System.Text;

namespace Mlx4.Sample.Hca.Commands;

/// <summary>What was in an input mailbox when its command first looked at it, for whoever watches: its 32-bit words, without those that are zero.</summary>
internal sealed class MailboxCopy
{
    private readonly List<(int Offset, uint Value)> _words = [];

    /// <summary>Whether the command has looked at its mailbox.</summary>
    public bool IsTaken { get; private set; }

    /// <summary>The words by their offset in bytes.</summary>
    public IReadOnlyList<(int Offset, uint Value)> Words => _words;

    /// <summary>Copies a mailbox, reading each word once.</summary>
    public void Take(ReadOnlySpan<byte> mailbox)
    {
        if (IsTaken)
        {
            return;
        }
        IsTaken = true;
        for (int offset = 0; offset < mailbox.Length; offset += sizeof(uint))
        {
            uint value = mailbox.Get32(offset);
            if (value != 0)
            {
                _words.Add((offset, value));
            }
        }
    }

    /// <summary>The words in hexadecimal: <c>[4=5000000 c=1f40000]</c>.</summary>
    public override string ToString()
    {
        StringBuilder text = new("[");
        foreach ((int offset, uint value) in _words)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(text.Length == 1 ? "" : " ")}{offset:x}={value:x}");
        }
        return text.Append(']').ToString();
    }
}
