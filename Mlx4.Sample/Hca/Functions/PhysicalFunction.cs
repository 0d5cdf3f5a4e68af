using Mlx4.Sample.Hca.Functions.Configuration;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Hca.Functions;

/// <summary>The physical function: the card's registers and doorbells, an interrupt pin beside MSI-X, and the virtual functions' control.</summary>
internal sealed class PhysicalFunction : Function
{
    private readonly ConnectX3 _card;
    private readonly Bar0 _bar0;
    private readonly Bar2 _bar2;
    private readonly ExpressCapability _express;
    private readonly ErrorReportingCapability _errors;
    private readonly SriovCapability? _sriov;
    private bool _pinWasOff;

    public PhysicalFunction(ConnectX3 card)
        : this(card, Capabilities(card))
    {
    }

    private PhysicalFunction(ConnectX3 card, IReadOnlyList<Capability> capabilities)
        : base(card, 0, Header.Physical, capabilities, Bar0.MsiXVectors)
    {
        _card = card;
        _express = capabilities.OfType<ExpressCapability>().Single();
        _errors = capabilities.OfType<ErrorReportingCapability>().Single();
        _sriov = capabilities.OfType<SriovCapability>().SingleOrDefault();
        Pin = new InterruptPin(this, Header);
        CommandRegister = new CommandRegister(card, this);
        _bar0 = new Bar0(card, this);
        _bar2 = new Bar2(card, this);
    }

    internal InterruptPin Pin { get; }

    internal CommandRegister CommandRegister { get; }

    /// <summary>Whether the BARs of virtual functions answer.</summary>
    internal bool VirtualMemoryEnabled => _sriov is { MemoryEnabled: true };

    public override ulong RegionSize(int region) => region switch
    {
        PciRegion.Bar0 => Bar0.Size,
        PciRegion.Bar2 => Bar2.Size,
        PciRegion.Rom => ExpansionRom.Size,
        PciRegion.Config => ConfigurationSpace.Size,
        _ => 0,
    };

    public override (uint Flags, uint Count) Interrupts(int index) => index switch
    {
        // Event, maskable, masks itself.
        PciInterrupt.IntX => (7, 1),
        PciInterrupt.MsiX when _card.Options.MsiX => (1, Bar0.MsiXVectors),
        _ => (0, 0),
    };

    /// <summary>The reset of the card by its reset register, as this function sees it.</summary>
    internal void ChipReset()
    {
        Config.ChipReset();
        Pin.Release();
        CommandRegister.Reset();
    }

    /// <summary>A conventional or function-level reset, as this function sees it.</summary>
    internal void BusReset()
    {
        ResetRegisters();
        Pin.Release();
        CommandRegister.Reset();
    }

    /// <summary>The card has no other physical function, so all of it is reset.</summary>
    protected override void ResetFunction() => _card.BusReset();

    protected override void ReadRegion(int region, uint offset, Span<byte> data)
    {
        switch (region)
        {
            case PciRegion.Bar0:
                _bar0.Read(offset, data);
                break;
            case PciRegion.Bar2:
                data.Clear();
                break;
            case PciRegion.Rom:
                ExpansionRom.Read(offset, data);
                break;
            default:
                base.ReadRegion(region, offset, data);
                break;
        }
    }

    protected override void WriteRegion(int region, uint offset, ReadOnlySpan<byte> data)
    {
        switch (region)
        {
            case PciRegion.Bar0:
                _bar0.Write(offset, data);
                break;
            case PciRegion.Bar2:
                _bar2.Write(offset, data);
                break;
            default:
                break;
        }
    }

    protected override void AssertPin() => Pin.Assert();

    protected override void ConfigWritten()
    {
        if (MsiX.IsEnabled)
        {
            // A function that sends messages does not use its pin.
            Pin.Release();
        }
        else if (_pinWasOff && !Header.IntXDisabled)
        {
            Pin.Enabled();
        }
        _pinWasOff = Header.IntXDisabled;
        _card.VirtualFunctions.Enable(_sriov?.Enabled ?? 0);
    }

    protected override void NoteUnsupportedRequest()
    {
        _express.NoteUnsupportedRequest();
        _errors.NoteUnsupportedRequest();
    }

    /// <summary>Places and order are those of public listings of an MCX354A-FCBT.</summary>
    private static Capability[] Capabilities(ConnectX3 card)
    {
        ConnectX3Options options = card.Options;
        Capability?[] capabilities =
        [
            new PowerManagementCapability(0x40, version: 3, keepsState: true),
            new VpdCapability(0x48, VitalProductData.Of(options)),
            options.MsiX ? new MsiXCapability(0x9c, Bar0.MsiXVectors, bar: 0, Bar0.MsiXTable, Bar0.MsiXPending) : null,
            ExpressCapability.Physical(0x60),
            new VendorCapability(0xc0),
            new AriCapability(0x100),
            new SerialNumberCapability(0x148, options.NodeGuid),
            new ErrorReportingCapability(0x154),
            new SecondaryExpressCapability(0x18c),
            options.VirtualFunctions > 0 ? new SriovCapability(0x108, (ushort)options.VirtualFunctions, card.Faults) : null,
        ];
        return [.. capabilities.OfType<Capability>()];
    }
}
