using System.Buffers.Binary;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Mlx4.Runtime;
using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Pci;
using Mlx4.Tests.Sample.Hca;

namespace Mlx4.Tests.Sample.VfioUser;

/// <summary>A driver that reaches the card through the socket only: registers by messages, memory by a shared file, interrupts by eventfds.</summary>
[SupportedOSPlatform("linux")]
public sealed class DriverOverSocketTests : IDisposable
{
    private const uint ClearInterrupt = 0xf0058;

    private readonly SharedMemory _memory = new(TestHost.Size);
    private readonly SafeFileHandle _event = Posix.CreateEventFd();
    private readonly SafeFileHandle _otherEvent = Posix.CreateEventFd();
    private readonly RawDriver _driver;
    private ServerRun _server = null!;
    private VfioUserClient _client = null!;

    public DriverOverSocketTests() => _driver = new RawDriver(null, Serve, new TestHost(_memory.Memory));

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
        _event.Dispose();
        _otherEvent.Dispose();
        ((IDisposable)_memory).Dispose();
    }

    [Fact]
    public void A_command_completes_by_an_event_and_its_vector()
    {
        _driver.BringUp();
        Assert.Equal(Errno.Ok, _client.SetIrqs(VfioUserClient.Trigger | VfioUserClient.EventFd, PciInterrupt.MsiX, 0, 1, _event));
        ushort token = Nop();
        Assert.Equal(1ul, Posix.TakeSignals(_event));
        Assert.Equal(token, BinaryPrimitives.ReadUInt16BigEndian(_driver.Eqe(0)[6..]));
    }

    [Fact]
    public void A_vector_that_has_no_eventfd_is_pending_until_it_has_one()
    {
        _driver.BringUp();
        Attach();
        Assert.Equal(Errno.Ok, _client.SetIrqs(VfioUserClient.Trigger | VfioUserClient.EventFd, PciInterrupt.MsiX, 0, 1));
        Nop();
        Assert.Equal(0x0100_0000u, _driver.Read32(RawDriver.MsiXPending));
        Assert.Equal(0ul, Posix.TakeSignals(_event));
        Attach();
        Assert.Equal(1ul, Posix.TakeSignals(_event));
        Assert.Equal(0u, _driver.Read32(RawDriver.MsiXPending));
    }

    [Fact]
    public void Vectors_that_have_no_eventfd_stay_masked()
    {
        Assert.Equal(Errno.Ok, _client.SetIrqs(VfioUserClient.Trigger | VfioUserClient.EventFd, PciInterrupt.MsiX, 3, 2, _event, _otherEvent));
        Assert.Equal([1u, 0, 0, 1], Enumerable.Range(2, 4).Select(vector => _driver.Read32(RawDriver.MsiXTable + ((uint)vector * 16) + 12) >> 24));
        Assert.Equal(PciConfig.MsiXEnable | 127, _driver.ReadConfig16(RawDriver.MsiXCapability + PciConfig.MsiXControl));
        Assert.Equal(Errno.Ok, _client.SetIrqs(VfioUserClient.Trigger | VfioUserClient.NoData, PciInterrupt.MsiX, 0, 0));
        Assert.Equal([1u, 1, 1, 1], Enumerable.Range(2, 4).Select(vector => _driver.Read32(RawDriver.MsiXTable + ((uint)vector * 16) + 12) >> 24));
        Assert.Equal(127, _driver.ReadConfig16(RawDriver.MsiXCapability + PciConfig.MsiXControl));
    }

    [Fact]
    public void Vectors_that_are_attached_while_memory_is_off_are_used_when_it_is_on()
    {
        _driver.BringUp();
        _driver.WriteConfig16(PciConfig.Command, 0);
        Attach();
        _driver.WriteConfig16(PciConfig.Command, PciConfig.CommandMemory | PciConfig.CommandMaster);
        Nop();
        Assert.Equal(1ul, Posix.TakeSignals(_event));
    }

    [Fact]
    public void Vectors_that_are_attached_survive_a_reset()
    {
        Attach();
        _client.Reset();
        _driver.WriteConfig16(PciConfig.Command, PciConfig.CommandMemory | PciConfig.CommandMaster);
        _driver.ForgetToggle();
        _driver.BringUp();
        Nop();
        Assert.Equal(1ul, Posix.TakeSignals(_event));
    }

    [Fact]
    public void The_pin_masks_itself_and_fires_again_if_it_is_still_asserted()
    {
        _driver.BringUp();
        Assert.Equal(Errno.Ok, _client.SetIrqs(VfioUserClient.Trigger | VfioUserClient.EventFd, PciInterrupt.IntX, 0, 1, _event));
        Nop();
        Assert.Equal(1ul, Posix.TakeSignals(_event));
        Unmask();
        Assert.Equal(1ul, Posix.TakeSignals(_event));
        _driver.Write32(ClearInterrupt + 4, 1 << 1);
        Unmask();
        Assert.Equal(0ul, Posix.TakeSignals(_event));
    }

    [Fact]
    public void The_pin_does_not_fire_while_it_is_masked()
    {
        _driver.BringUp();
        Assert.Equal(Errno.Ok, _client.SetIrqs(VfioUserClient.Trigger | VfioUserClient.EventFd, PciInterrupt.IntX, 0, 1, _event));
        Assert.Equal(Errno.Ok, _client.SetIrqs(VfioUserClient.Mask | VfioUserClient.NoData, PciInterrupt.IntX, 0, 1));
        Nop();
        Assert.Equal(0ul, Posix.TakeSignals(_event));
        Unmask();
        Assert.Equal(1ul, Posix.TakeSignals(_event));
    }

    [Fact]
    public void The_pin_fires_at_once_if_it_is_asserted_when_the_client_begins_to_listen()
    {
        _driver.BringUp();
        Nop();
        Assert.Equal(Errno.Ok, _client.SetIrqs(VfioUserClient.Trigger | VfioUserClient.EventFd, PciInterrupt.IntX, 0, 1, _event));
        Assert.Equal(1ul, Posix.TakeSignals(_event));
    }

    [Fact]
    public void A_page_that_is_not_mapped_any_more_is_refused()
    {
        _driver.RunFirmware();
        Assert.Equal(CommandStatus.Ok, _driver.Execute(Opcode.QueryFw));
        Assert.Equal(Errno.Ok, _client.Unmap(TestHost.Base, TestHost.Size));
        Assert.Equal(CommandStatus.BadParam, _driver.Execute(Opcode.QueryFw));
    }

    private VfioUserClient Serve(IPciFunction function)
    {
        _server = new ServerRun(function, new Lock(), new Ledger());
        _client = _server.Begin();
        Assert.Equal(Errno.Ok, _client.Map(_memory.File, TestHost.Base, TestHost.Size));
        return _client;
    }

    private void Attach() => Assert.Equal(Errno.Ok, _client.SetIrqs(VfioUserClient.Trigger | VfioUserClient.EventFd, PciInterrupt.MsiX, 0, 1, _event));

    private void Unmask() => Assert.Equal(Errno.Ok, _client.SetIrqs(VfioUserClient.Unmask | VfioUserClient.NoData, PciInterrupt.IntX, 0, 1));

    /// <summary>Posts a command that completes by an event, and waits until the server has seen it.</summary>
    private ushort Nop()
    {
        ushort token = _driver.PostByEvent(Opcode.Nop);
        Assert.False(_driver.IsPending);
        return token;
    }
}
