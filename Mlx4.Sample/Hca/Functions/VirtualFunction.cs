using Mlx4.Sample.Hca.Functions.Configuration;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Hca.Functions;

/// <summary>
/// A virtual function. It is there while the physical function's SR-IOV control says so, and what it may do of itself is to ring doorbells
/// and to talk to the master's driver: it has no command register, and no interrupt pin.
/// </summary>
internal sealed class VirtualFunction : Function
{
    private readonly ConnectX3 _card;
    private readonly VirtualBar2 _bar2;

    public VirtualFunction(ConnectX3 card, int number)
        : base(card, number, Header.Virtual, Capabilities(), VirtualBar2.MsiXVectors)
    {
        _card = card;
        _bar2 = new VirtualBar2(card, this);
    }

    protected override bool IsThere => base.IsThere && _card.VirtualFunctions.IsEnabled(Number);

    protected override bool MemoryEnabled => _card.Function.VirtualMemoryEnabled;

    protected override bool IsMaster => base.IsMaster && _card.VirtualFunctions.IsEnabled(Number);

    public override ulong RegionSize(int region) => region switch
    {
        PciRegion.Bar2 => Bar2.Size,
        PciRegion.Config => ConfigurationSpace.Size,
        _ => 0,
    };

    public override (uint Flags, uint Count) Interrupts(int index) => index switch
    {
        PciInterrupt.MsiX => (1, VirtualBar2.MsiXVectors),
        _ => (0, 0),
    };

    /// <summary>
    /// The function has come or gone with the SR-IOV control, or with the card: it starts anew. See <see cref="ConnectX3.Quiesce"/> for what
    /// its driver had.
    /// </summary>
    internal void Forget()
    {
        ResetRegisters();
        _card.Quiesce(this);
    }

    /// <summary>The same for its own function-level reset; the master's driver is to clean up what its driver had.</summary>
    protected override void ResetFunction()
    {
        if (IsThere)
        {
            Forget();
            _card.CommChannel.FunctionReset(Number);
        }
    }

    protected override void ReadRegion(int region, uint offset, Span<byte> data)
    {
        if (region == PciRegion.Bar2)
        {
            _bar2.Read(offset, data);
        }
        else
        {
            base.ReadRegion(region, offset, data);
        }
    }

    protected override void WriteRegion(int region, uint offset, ReadOnlySpan<byte> data) => _bar2.Write(offset, data);

    /// <summary>Places and order are those of public listings; ARI is what SR-IOV asks of every function.</summary>
    private static Capability[] Capabilities() =>
    [
        ExpressCapability.Virtual(0x60),
        new MsiXCapability(0x9c, VirtualBar2.MsiXVectors, bar: 2, VirtualBar2.MsiXTable, VirtualBar2.MsiXPending),
        new PowerManagementCapability(0x40, version: 0, keepsState: false),
        new AriCapability(0x100),
    ];
}
