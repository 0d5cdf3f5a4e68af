using Mlx4.Runtime;
using Mlx4.Sample.Driver.Firmware;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Driver.Commands;

/// <summary>The host command register (HCR) of a physical function: its commands are the firmware's at once.</summary>
internal sealed class HostCommandRegister(PciDevice pci, StageScope scope) : ICommandChannel
{
    // The words.
    private const int InputHigh = 0x00;
    private const int InputLow = 0x04;
    private const int Modifier = 0x08;
    private const int OutputHigh = 0x0c;
    private const int OutputLow = 0x10;
    private const int TokenWord = 0x14;
    private const int StatusWord = 0x18;

    // The fields of the last two.
    private const int TokenShift = 16;
    private const int StatusShift = 24;
    private const uint Go = 1 << 23;
    private const uint EventWanted = 1 << 22;
    private const int ToggleShift = 21;
    private const int OpModifierShift = 12;

    private MmioRegion _words = MmioRegion.Unmapped;
    private uint _toggle;

    /// <summary>The three time classes of the firmware are the same.</summary>
    public TimeSpan Timeout { get; } = TimeSpan.FromSeconds(60);

    public bool IsPending
    {
        get
        {
            uint word = _words.Read32(StatusWord);
            return (word & Go) != 0 || (word >> ToggleShift & 1) == _toggle;
        }
    }

    /// <summary>A card that fails does not say so here: it never completes the command.</summary>
    public bool HasFailed => false;

    public bool OutlivesLostEvents => true;

    /// <summary>Maps the register. ENOMEM: the host cannot.</summary>
    public Errno Map()
    {
        // A card that was reset shows a toggle of 0, so the first command differs from it.
        _toggle = 1;
        return pci.MapRegion(PciRegion.Bar0, Registers.Hcr, Registers.HcrSize, "HCR", out _words);
    }

    /// <summary>Ends the mapping.</summary>
    public void Unmap() => pci.UnmapRegion(_words);

    public void Post(in Command command, ushort token, bool byEvent)
    {
        _words.Write32(InputHigh, (uint)(command.Input >> 32));
        _words.Write32(InputLow, (uint)command.Input);
        _words.Write32(Modifier, command.Modifier);
        _words.Write32(OutputHigh, (uint)(command.Output >> 32));
        _words.Write32(OutputLow, (uint)command.Output);
        _words.Write32(TokenWord, (uint)token << TokenShift);
        uint toggle = _toggle;
        // The toggle flips before the command is handed over: the completion's interrupt may give the next one.
        _toggle ^= 1;
        _words.Write32(
            StatusWord,
            Go | (byEvent ? EventWanted : 0) | toggle << ToggleShift | (uint)command.OpModifier << OpModifierShift | (uint)command.Opcode);
    }

    public Answer Read(Answer? told) => told ?? new Answer(
        (CommandStatus)(_words.Read32(StatusWord) >> StatusShift),
        (ulong)_words.Read32(OutputHigh) << 32 | _words.Read32(OutputLow));

    public InitResult<Errno> Reset() => new Reset(pci, scope.Nested(nameof(Firmware.Reset), "after an error")).LoadOne();
}
