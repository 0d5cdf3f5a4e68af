using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Hca.Functions.Configuration;

/// <summary>
/// Advanced error reporting. Status bits are cleared by writing 1; masks and severities begin as the specification says (PCI Express
/// 3.0, 7.10). The only error that the model makes is a request that it does not answer.
/// </summary>
internal sealed class ErrorReportingCapability(int offset) : Capability(offset, 0x38, PciConfig.CapabilityErrorReporting, version: 2)
{
    private const int UncorrectableStatus = 0x04;
    private const int UncorrectableMask = 0x08;
    private const int UncorrectableSeverity = 0x0c;
    private const int CorrectableStatus = 0x10;
    private const int CorrectableMask = 0x14;
    private const int Control = 0x18;

    /// <summary>
    /// Data link protocol 4, surprise down 5, poisoned TLP 12, flow control 13, completion time-out 14, completer abort 15, unexpected
    /// completion 16, receiver overflow 17, malformed TLP 18, ECRC 19, unsupported request 20.
    /// </summary>
    private const uint Uncorrectable = 0x001f_f030;

    /// <summary>Fatal unless somebody says otherwise: data link protocol, surprise down, flow control, receiver overflow, malformed TLP.</summary>
    private const uint Fatal = 0x0006_2030;

    /// <summary>Receiver 0, bad TLP 6, bad DLLP 7, replay roll-over 8, replay time-out 12, advisory non-fatal 13.</summary>
    private const uint Correctable = 0x0000_31c1;
    private const uint AdvisoryNonFatal = 1u << 13;
    private const uint UnsupportedRequest = 1u << 20;

    /// <summary>ECRC can be generated (5) and checked (7), if it is enabled (6, 8).</summary>
    private const uint EcrcCapable = 1u << 5 | 1u << 7;
    private const uint EcrcEnable = 1u << 6 | 1u << 8;

    /// <summary>Notes that the host has asked for what the function does not answer. The one who asked learns of it, so it is advisory.</summary>
    public void NoteUnsupportedRequest()
    {
        Registers.Set32(UncorrectableStatus, Registers.Get32(UncorrectableStatus) | UnsupportedRequest);
        Registers.Set32(CorrectableStatus, Registers.Get32(CorrectableStatus) | AdvisoryNonFatal);
    }

    protected override void Define()
    {
        Registers.ClearedByOne(UncorrectableStatus, Uncorrectable);
        Registers.Define32(UncorrectableMask, 0, Uncorrectable);
        Registers.Define32(UncorrectableSeverity, Fatal, Uncorrectable);
        Registers.ClearedByOne(CorrectableStatus, Correctable);
        Registers.Define32(CorrectableMask, AdvisoryNonFatal, Correctable);
        Registers.Define32(Control, EcrcCapable, EcrcEnable);
    }
}
