using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Hca.Functions;

/// <summary>The physical function: the card's regions, interrupts and DMA as one PCI function.</summary>
internal sealed class PhysicalFunction : IPciFunction
{
    private readonly ConnectX3 _card;
    private readonly Bar0 _bar0;
    private readonly Bar2 _bar2;
    private IHost? _host;

    public PhysicalFunction(ConnectX3 card)
    {
        _card = card;
        Config = new ConfigurationSpace(card.Options);
        MsiX = new MsiX(this, card.Ledger);
        Pin = new InterruptPin(this, Config);
        CommandRegister = new CommandRegister(card, this);
        _bar0 = new Bar0(card, this);
        _bar2 = new Bar2(card);
    }

    public IHost? Host
    {
        set
        {
            lock (_card.Lock)
            {
                _host = value;
            }
        }
    }

    internal ConfigurationSpace Config { get; }

    internal MsiX MsiX { get; }

    internal InterruptPin Pin { get; }

    internal CommandRegister CommandRegister { get; }

    public ulong RegionSize(int region) => region switch
    {
        PciRegion.Bar0 => Bar0.Size,
        PciRegion.Bar2 => Bar2.Size,
        PciRegion.Config => ConfigurationSpace.Size,
        _ => 0,
    };

    public (uint Flags, uint Count) Interrupts(int index) => index switch
    {
        // Event, maskable, masks itself.
        PciInterrupt.IntX => (7, 1),
        PciInterrupt.MsiX when _card.Options.MsiX => (1, MsiX.Vectors),
        _ => (0, 0),
    };

    public void Read(int region, ulong offset, Span<byte> data)
    {
        lock (_card.Lock)
        {
            if (!Answers(region, offset, data.Length))
            {
                data.Fill(0xff);
                return;
            }
            switch (region)
            {
                case PciRegion.Bar0:
                    _bar0.Read((uint)offset, data);
                    break;
                case PciRegion.Bar2:
                    data.Clear();
                    break;
                default:
                    Config.Read((int)offset, data);
                    break;
            }
        }
    }

    public void Write(int region, ulong offset, ReadOnlySpan<byte> data)
    {
        lock (_card.Lock)
        {
            if (!Answers(region, offset, data.Length))
            {
                return;
            }
            switch (region)
            {
                case PciRegion.Bar0:
                    _bar0.Write((uint)offset, data);
                    break;
                case PciRegion.Bar2:
                    _bar2.Write((uint)offset, data);
                    break;
                default:
                    WriteConfig((int)offset, data);
                    break;
            }
        }
    }

    public void Reset()
    {
        lock (_card.Lock)
        {
            _card.BusReset();
        }
    }

    /// <summary>The host's memory at a bus address, if the host lets the function at its memory at all.</summary>
    internal bool Dma(ulong address, int length, out Span<byte> memory)
    {
        memory = default;
        return _host is not null && Config.MasterEnabled && address <= ulong.MaxValue - (uint)length
            && _host.Dma(address, length, out memory) && memory.Length >= length;
    }

    /// <summary>Tells the host that an event is there, by the vector if messages are enabled, else by the pin.</summary>
    internal void Raise(int vector)
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

    /// <summary>Sends an interrupt to the host. A message is a write of the function's, so it needs to be bus master.</summary>
    internal void Interrupt(int kind, int vector)
    {
        if (!_card.Faults.Loses(kind) && (kind == PciInterrupt.IntX || Config.MasterEnabled))
        {
            _host?.Interrupt(kind, vector);
        }
    }

    /// <summary>The reset of the card by its reset register, as this function sees it.</summary>
    internal void ChipReset()
    {
        Config.Reset(keepMsiX: true);
        Pin.Release();
        CommandRegister.Reset();
    }

    /// <summary>A conventional or function-level reset.</summary>
    internal void BusReset()
    {
        Config.Reset(keepMsiX: false);
        MsiX.Reset();
        Pin.Release();
        CommandRegister.Reset();
    }

    /// <summary>Whether an access is one that this function answers now.</summary>
    private bool Answers(int region, ulong offset, int length)
    {
        ulong size = RegionSize(region);
        return length is 1 or 2 or 4 or 8 && size >= (uint)length && offset <= size - (uint)length && !_card.InReset
            && (region == PciRegion.Config || Config.MemoryEnabled);
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
