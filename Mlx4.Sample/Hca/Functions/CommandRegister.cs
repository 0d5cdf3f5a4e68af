using Mlx4.Sample.Hca.Commands;

namespace Mlx4.Sample.Hca.Functions;

/// <summary>
/// The command register (HCR): seven 32-bit words through which a driver posts one command at a time.
/// <code>
/// 0x00  input parameter 63:32      0x0c  output parameter 63:32
/// 0x04  input parameter 31:0       0x10  output parameter 31:0
/// 0x08  input modifier             0x14  token in 31:16
/// 0x18  status 31:24 | GO 23 | event 22 | toggle 21 | opcode modifier 15:12 | opcode 11:0
/// </code>
/// A driver takes the register for busy while GO is set, and also while the toggle is not what it left there, so the card keeps
/// the toggle as it was posted; it is 0 after a reset.
/// </summary>
internal sealed class CommandRegister(ConnectX3 card, PhysicalFunction function)
{
    public const uint Size = Words * 4;

    private const int Words = 7;
    private const int Last = Words - 1;
    private const uint Go = 1u << 23;
    private const uint ByEvent = 1u << 22;

    /// <summary>The bits of the last word that stay as they were posted.</summary>
    private const uint Posted = 0x0060_ffff;

    private readonly uint[] _words = new uint[Words];

    public uint Read(int word) => _words[word];

    /// <summary>
    /// Writes a word. While the card owns the register (GO), nothing changes it. A last word without GO posts nothing and is not kept
    /// either (chosen; no driver writes one).
    /// </summary>
    public void Write(int word, uint value)
    {
        if ((_words[Last] & Go) != 0)
        {
            return;
        }
        if (word < Last)
        {
            _words[word] = value;
        }
        else if ((value & Go) != 0)
        {
            Post(value & (Posted | Go));
        }
    }

    public void Reset() => Array.Clear(_words);

    private void Post(uint last)
    {
        _words[Last] = last;
        Action<ExecutedCommand>? observer = card.CommandObserver;
        var command = new Command(function, (Opcode)(last & 0xfff), (byte)((last >> 12) & 0xf))
        {
            InputParameter = Join(_words[0], _words[1]),
            InputModifier = _words[2],
            OutputParameter = Join(_words[3], _words[4]),
            InputCopy = observer is null ? null : new MailboxCopy(),
        };
        Faults.Verdict verdict = card.Faults.Arrived(command.Opcode, out CommandStatus status);
        if (verdict == Faults.Verdict.Pass)
        {
            status = card.Firmware.Execute(ref command);
        }
        bool hangs = verdict == Faults.Verdict.Hang;
        observer?.Invoke(new ExecutedCommand(
            command.Opcode,
            command.Modifier,
            command.InputModifier,
            command.InputParameter,
            (last & ByEvent) != 0,
            command.InputCopy is { IsTaken: true } ? command.InputCopy : null,
            hangs ? null : status));
        if (hangs)
        {
            return;
        }
        last &= Posted;
        if ((last & ByEvent) != 0)
        {
            // GO going away only means that the command was accepted; all else is in the event.
            _words[Last] = last;
            card.EventQueues.CommandCompleted((ushort)(_words[5] >> 16), status, command.OutputParameter);
            return;
        }
        _words[3] = (uint)(command.OutputParameter >> 32);
        _words[4] = (uint)command.OutputParameter;
        _words[Last] = last | ((uint)status << 24);
    }

    private static ulong Join(uint high, uint low) => ((ulong)high << 32) | low;
}
