using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Hca.Functions;

/// <summary>The physical function: the card's registers and doorbells, and an interrupt pin beside MSI-X.</summary>
internal sealed class PhysicalFunction : Function
{
    private readonly ConnectX3 _card;
    private readonly Bar0 _bar0;
    private readonly Bar2 _bar2;

    public PhysicalFunction(ConnectX3 card)
        : base(card, 0, new ConfigurationSpace(card.Options))
    {
        _card = card;
        MsiX = new MsiX(this, card.Ledger);
        Pin = new InterruptPin(this, Config);
        CommandRegister = new CommandRegister(card, this);
        _bar0 = new Bar0(card, this);
        _bar2 = new Bar2(card, this);
    }

    internal override MsiX MsiX { get; }

    internal InterruptPin Pin { get; }

    internal CommandRegister CommandRegister { get; }

    public override ulong RegionSize(int region) => region switch
    {
        PciRegion.Bar0 => Bar0.Size,
        PciRegion.Bar2 => Bar2.Size,
        PciRegion.Config => ConfigurationSpace.Size,
        _ => 0,
    };

    public override (uint Flags, uint Count) Interrupts(int index) => index switch
    {
        // Event, maskable, masks itself.
        PciInterrupt.IntX => (7, 1),
        PciInterrupt.MsiX when _card.Options.MsiX => (1, MsiX.Vectors),
        _ => (0, 0),
    };

    /// <summary>By the vector if messages are enabled, else by the pin.</summary>
    internal override void Raise(int vector)
    {
        if (MsiX.IsEnabled)
        {
            MsiX.Raise(vector);
        }
        else
        {
            Pin.Assert();
        }
    }

    /// <summary>The card is reset with its only physical function.</summary>
    internal override void BusReset() => _card.BusReset();

    /// <summary>The reset of the card by its reset register, as this function sees it.</summary>
    internal void ForgetChip()
    {
        Config.Reset(keepMsiX: true);
        Pin.Release();
        CommandRegister.Reset();
    }

    /// <summary>A conventional or function-level reset.</summary>
    internal void Forget()
    {
        Config.Reset(keepMsiX: false);
        MsiX.Reset();
        Pin.Release();
        CommandRegister.Reset();
    }

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
            default:
                Config.Read((int)offset, data);
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
                WriteConfig((int)offset, data);
                break;
        }
    }

    private void WriteConfig(int offset, ReadOnlySpan<byte> data)
    {
        bool pinWasOff = Config.IntXDisabled;
        if (Config.Write(offset, data))
        {
            _card.BusReset();
            return;
        }
        MsiX.Control(Config.MsiXControl);
        if (MsiX.IsEnabled)
        {
            // A function that sends messages does not use its pin.
            Pin.Release();
        }
        else if (pinWasOff && !Config.IntXDisabled)
        {
            Pin.Enabled();
        }
    }
}
