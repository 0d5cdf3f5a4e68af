using Mlx4.Runtime;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Pci;

public class SriovControlTests
{
    private readonly SimulatedTime _time = new();
    private readonly PciHost _host;
    private readonly ConnectX3 _card;
    private readonly PciDevice _device;

    public SriovControlTests()
    {
        _host = new PciHost(_time);
        _card = new ConnectX3(new ConnectX3Options { VirtualFunctions = 8 }, _time);
        _device = _host.Plug(_card.PhysicalFunction, _card.VirtualFunctions);
    }

    [Fact]
    public void Virtual_functions_come_and_go()
    {
        Assert.Equal(8, _device.TotalVfs);
        Assert.False(_device.IsVirtual);
        Assert.Equal(Errno.Ok, _device.EnableSriov(3));
        Assert.Equal(3, _device.VirtualDevices.Count);
        Assert.All(_device.VirtualDevices, function => Assert.True(function.IsVirtual));
        Assert.All(_device.VirtualDevices, function => Assert.Equal(0x1004_15b3u, function.ReadConfig32(PciConfig.VendorId)));
        Assert.Equal(3UL, _host.Ledger.Total("SR-IOV"));
        Assert.Equal(Errno.EBUSY, _device.EnableSriov(2));

        _device.DisableSriov();

        Assert.Empty(_device.VirtualDevices);
        Assert.True(_host.Ledger.IsEmpty);
        Assert.True(_card.Ledger.IsEmpty);
    }

    [Theory]
    [InlineData(0, Errno.EINVAL)]
    [InlineData(9, Errno.EINVAL)]
    public void More_than_there_can_be_are_refused(int count, Errno error)
    {
        Assert.Equal(error, _device.EnableSriov(count));
        Assert.Empty(_device.VirtualDevices);
        Assert.True(_host.Ledger.IsEmpty);
    }

    [Fact]
    public void A_card_that_does_not_do_it_is_noticed()
    {
        _card.Faults.VirtualFunctionLimit = 0;
        Assert.Equal(Errno.EIO, _device.EnableSriov(1));
        Assert.Empty(_device.VirtualDevices);
    }

    [Fact]
    public void A_function_without_the_capability_has_none()
    {
        PciDevice device = _host.Plug(new ConnectX3(new ConnectX3Options { VirtualFunctions = 0 }, _time).PhysicalFunction);
        Assert.Equal(0, device.TotalVfs);
        Assert.Equal(Errno.ENODEV, device.EnableSriov(1));
    }

    [Fact]
    public void The_drivers_of_virtual_functions_go_first_the_highest_first_of_all()
    {
        List<int> removed = [];
        Assert.Equal(Errno.Ok, _device.EnableSriov(2));
        foreach (int index in Enumerable.Range(0, 2))
        {
            _device.VirtualDevices[index].RemoveDriver = () => removed.Add(_device.VirtualDevices.Count * 10 + index);
        }
        _device.DisableSriov();
        Assert.Equal([21, 20], removed);
    }

    [Fact]
    public void The_header_comes_back_as_it_was_kept()
    {
        Assert.Equal(Errno.Ok, _device.EnableDevice());
        _device.SaveState();
        uint bar = _device.ReadConfig32(PciConfig.Bar0);
        _device.WriteConfig32(PciConfig.Bar0, 0);
        _device.WriteConfig16(PciConfig.Command, 0);
        _device.RestoreState();
        Assert.Equal(bar, _device.ReadConfig32(PciConfig.Bar0));
        Assert.Equal(PciConfig.CommandMemory, _device.ReadConfig16(PciConfig.Command));
    }
}
