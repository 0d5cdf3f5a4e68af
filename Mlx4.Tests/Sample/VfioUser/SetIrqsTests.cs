using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Mlx4.Runtime;
using Mlx4.Sample.VfioUser;
using static Mlx4.Tests.Sample.VfioUser.VfioUserClient;

namespace Mlx4.Tests.Sample.VfioUser;

/// <summary>DEVICE_SET_IRQS: a function with a pin and four MSI-X vectors.</summary>
[SupportedOSPlatform("linux")]
public sealed class SetIrqsTests : IDisposable
{
    private const uint IntX = 0;
    private const uint MsiX = 2;

    private readonly TestFunction _function = new();
    private readonly ServerRun _server;
    private readonly VfioUserClient _client;
    private readonly SafeFileHandle[] _events = [.. Enumerable.Range(0, 4).Select(_ => Posix.CreateEventFd())];

    public SetIrqsTests()
    {
        _server = _function.Serve();
        _client = _server.Begin();
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
        foreach (SafeFileHandle file in _events)
        {
            file.Dispose();
        }
    }

    [Theory]
    [InlineData(Trigger | NoData, 1u, 0u, 1u)]
    [InlineData(Trigger | NoData, 3u, 0u, 1u)]
    [InlineData(Trigger | NoData, 5u, 0u, 1u)]
    [InlineData(Trigger | NoData, uint.MaxValue, 0u, 1u)]
    [InlineData(Trigger | NoData, MsiX, 4u, 0u)]
    [InlineData(Trigger | NoData, MsiX, 0u, 5u)]
    [InlineData(Trigger | NoData, MsiX, 3u, 2u)]
    [InlineData(Trigger | NoData, MsiX, 1u, uint.MaxValue)]
    [InlineData(Trigger | NoData, MsiX, uint.MaxValue, 1u)]
    [InlineData(Trigger | NoData, MsiX, uint.MaxValue, uint.MaxValue)]
    [InlineData(Trigger | NoData, IntX, 0u, 2u)]
    [InlineData(Trigger | EventFd, MsiX, 0u, 0u)]
    [InlineData(Trigger | NoData | Booleans, MsiX, 0u, 1u)]
    [InlineData(Trigger | EventFd | NoData, MsiX, 0u, 1u)]
    [InlineData(Trigger, MsiX, 0u, 1u)]
    [InlineData(NoData, MsiX, 0u, 1u)]
    [InlineData(0u, MsiX, 0u, 1u)]
    [InlineData(Trigger | Mask | NoData, IntX, 0u, 1u)]
    [InlineData(Mask | Unmask | NoData, IntX, 0u, 1u)]
    [InlineData(Mask | NoData, MsiX, 0u, 1u)]
    [InlineData(Unmask | NoData, MsiX, 0u, 1u)]
    [InlineData(Mask | EventFd, IntX, 0u, 1u)]
    [InlineData(Trigger | NoData | 64, MsiX, 0u, 1u)]
    [InlineData(Trigger | Booleans, MsiX, 0u, 1u)]
    public void What_is_not_possible_is_refused(uint flags, uint index, uint start, uint count)
    {
        Assert.Equal(Errno.EINVAL, _client.SetIrqs(flags, index, start, count));
        Assert.Equal(Errno.EINVAL, _client.Request(MessageCommand.DeviceSetIrqs, new byte[19]).Error);
    }

    [Theory]
    [InlineData(2u, 1)]
    [InlineData(2u, 3)]
    [InlineData(1u, 4)]
    public void Descriptors_that_are_fewer_or_more_than_vectors_are_refused(uint count, int files)
    {
        Assert.Equal(Errno.EINVAL, _client.SetIrqs(Trigger | EventFd, MsiX, 0, count, _events.AsSpan(0, files)));
        Assert.Equal(Errno.Ok, _client.SetIrqs(Trigger | NoData, MsiX, 0, 4));
        Assert.Equal([0ul, 0, 0, 0], _events.Select(Posix.TakeSignals));
    }

    [Fact]
    public void Descriptors_that_are_no_eventfds_are_refused_and_closed()
    {
        using SafeFileHandle memory = Posix.CreateMemory(8);
        using ClosingPipe pipe = new();
        Assert.Equal(Errno.EINVAL, _client.SetIrqs(Trigger | EventFd, MsiX, 0, 3, _events[0], memory, pipe.End));
        Assert.Equal(Errno.EINVAL, _client.SetIrqs(Trigger | EventFd, IntX, 0, 1, pipe.End));
        pipe.CloseEnd();
        pipe.WaitUntilClosed();
        Assert.Equal(Errno.Ok, _client.SetIrqs(Trigger | NoData, MsiX, 0, 4));
        Assert.Equal(1ul, Posix.TakeSignals(_events[0]));
        Assert.Equal(8, RandomAccess.GetLength(memory));
    }

    [Fact]
    public void The_client_can_fire_vectors_itself()
    {
        Assert.Equal(Errno.Ok, _client.SetIrqs(Trigger | EventFd, MsiX, 0, 4, _events));
        Assert.Equal(Errno.Ok, _client.SetIrqs(Trigger | NoData, MsiX, 1, 2));
        Assert.Equal([0ul, 1, 1, 0], _events.Select(Posix.TakeSignals));
        Assert.Equal(Errno.Ok, _client.Request(MessageCommand.DeviceSetIrqs, [.. Bytes(23u, Trigger | Booleans, MsiX, 1u, 3u), 1, 0, 2]).Error);
        Assert.Equal([0ul, 1, 0, 1], _events.Select(Posix.TakeSignals));
    }

    [Fact]
    public void A_vector_can_get_another_eventfd_or_none()
    {
        Assert.Equal(Errno.Ok, _client.SetIrqs(Trigger | EventFd, MsiX, 0, 2, _events.AsSpan(0, 2)));
        Assert.Equal(Errno.Ok, _client.SetIrqs(Trigger | EventFd, MsiX, 0, 1, _events[2]));
        Assert.Equal(Errno.Ok, _client.SetIrqs(Trigger | EventFd, MsiX, 1, 1));
        Assert.Equal(Errno.Ok, _client.SetIrqs(Trigger | NoData, MsiX, 0, 2));
        Assert.Equal([0ul, 0, 1, 0], _events.Select(Posix.TakeSignals));
        Assert.Equal(Errno.Ok, _client.SetIrqs(Trigger | EventFd, MsiX, 1, 1, _events[3]));
        Assert.Equal([0ul, 0, 0, 1], _events.Select(Posix.TakeSignals));
    }

    [Fact]
    public void A_kind_that_is_switched_off_is_silent_and_has_nothing_pending()
    {
        Assert.Equal(Errno.Ok, _client.SetIrqs(Trigger | EventFd, MsiX, 0, 4, _events));
        Assert.Equal(Errno.Ok, _client.SetIrqs(Trigger | EventFd, MsiX, 3, 1));
        Assert.Equal(Errno.Ok, _client.SetIrqs(Trigger | NoData, MsiX, 0, 4));
        Assert.Equal(Errno.Ok, _client.SetIrqs(Trigger | NoData, MsiX, 0, 0));
        Assert.Equal([1ul, 1, 1, 0], _events.Select(Posix.TakeSignals));
        Assert.Equal(Errno.Ok, _client.SetIrqs(Trigger | EventFd, MsiX, 0, 4, _events));
        Assert.Equal([0ul, 0, 0, 0], _events.Select(Posix.TakeSignals));
    }

    [Fact]
    public void A_pin_that_is_switched_off_is_silent()
    {
        Assert.Equal(Errno.Ok, _client.SetIrqs(Trigger | EventFd, IntX, 0, 1, _events[0]));
        Assert.Equal(Errno.Ok, _client.SetIrqs(Trigger | NoData, IntX, 0, 1));
        Assert.Equal(1ul, Posix.TakeSignals(_events[0]));
        Assert.Equal(Errno.Ok, _client.SetIrqs(Trigger | NoData, IntX, 0, 0));
        Assert.Equal(Errno.Ok, _client.SetIrqs(Trigger | NoData, IntX, 0, 1));
        Assert.Equal(0ul, Posix.TakeSignals(_events[0]));
    }

    [Fact]
    public void An_eventfd_whose_counter_is_full_stops_nobody()
    {
        RandomAccess.Write(_events[0], BitConverter.GetBytes(ulong.MaxValue - 1), 0);
        Assert.Equal(Errno.Ok, _client.SetIrqs(Trigger | EventFd, MsiX, 0, 1, _events[0]));
        Assert.Equal(Errno.Ok, _client.SetIrqs(Trigger | NoData, MsiX, 0, 1));
        Assert.Equal(ulong.MaxValue - 1, Posix.TakeSignals(_events[0]));
    }
}
