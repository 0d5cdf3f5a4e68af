using System.Runtime.Versioning;
using Mlx4.Runtime;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Pci;
using Mlx4.Sample.VfioUser;

namespace Mlx4.Tests.Sample.VfioUser;

/// <summary>What the device is made of, and accesses to its regions.</summary>
[SupportedOSPlatform("linux")]
public sealed class RegionTests : IDisposable
{
    private readonly TestFunction _function = new();
    private readonly ServerRun _server;
    private readonly VfioUserClient _client;

    public RegionTests()
    {
        _server = _function.Serve();
        _client = _server.Begin();
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
    }

    [Theory]
    [InlineData(0ul, 1u, "read 0 1")]
    [InlineData(2ul, 2u, "read 2 2")]
    [InlineData(4ul, 4u, "read 4 4")]
    [InlineData(8ul, 8u, "read 8 8")]
    [InlineData(1ul, 2u, "read 1 1, read 2 1")]
    [InlineData(0ul, 3u, "read 0 2, read 2 1")]
    [InlineData(4ul, 8u, "read 4 4, read 8 4")]
    [InlineData(3ul, 16u, "read 3 1, read 4 4, read 8 8, read 10 2, read 12 1")]
    [InlineData(0xffful, 4u, "read fff 1, read 1000 2, read 1002 1")]
    [InlineData(0x1003ul, 0u, "")]
    public void A_read_of_any_length_becomes_aligned_accesses(ulong offset, uint count, string accesses)
    {
        (Errno error, byte[] data) = _client.TryRead(0, offset, count);
        Assert.Equal(Errno.Ok, error);
        Assert.Equal(Enumerable.Range((int)offset, (int)count).Select(at => (byte)at), data);
        Assert.Equal(accesses, string.Join(", ", _function.Accesses));
    }

    [Fact]
    public void A_write_of_any_length_becomes_aligned_accesses()
    {
        Assert.Equal(Errno.Ok, _client.TryWrite(0, 5, [1, 2, 3, 4, 5, 6, 7]));
        Assert.Equal(["write 5 01", "write 6 0203", "write 8 04050607"], _function.Accesses);
    }

    [Theory]
    [InlineData(0u, 0x1003ul, 1u)]
    [InlineData(0u, 0x1000ul, 4u)]
    [InlineData(0u, 0x1004ul, 0u)]
    [InlineData(0u, ulong.MaxValue, 1u)]
    [InlineData(0u, ulong.MaxValue, uint.MaxValue)]
    [InlineData(0u, 0ul, uint.MaxValue)]
    [InlineData(0u, 0ul, 0x100001u)]
    [InlineData(1u, 0ul, 1u)]
    [InlineData(6u, 0ul, 1u)]
    [InlineData(8u, 0ul, 1u)]
    [InlineData(9u, 0ul, 0u)]
    [InlineData(0x8000_0000u, 0ul, 0u)]
    [InlineData(uint.MaxValue, 0ul, 0u)]
    public void An_access_outside_is_refused(uint region, ulong offset, uint count)
    {
        Assert.Equal(Errno.EINVAL, _client.TryRead(region, offset, count).Error);
        Assert.Equal(Errno.EINVAL, _client.TryWrite(region, offset, new byte[Math.Min(count, 0x100000)], count));
        Assert.Empty(_function.Accesses);
    }

    [Fact]
    public void A_write_whose_data_has_another_length_is_refused()
    {
        Assert.Equal(Errno.EINVAL, _client.TryWrite(0, 0, [1, 2, 3], 4));
        Assert.Equal(Errno.EINVAL, _client.TryWrite(0, 0, [1, 2, 3], 2));
        Assert.Equal(Errno.EINVAL, _client.Request(MessageCommand.RegionRead, new byte[15]).Error);
        Assert.Equal(Errno.EINVAL, _client.Request(MessageCommand.RegionWrite, new byte[15]).Error);
        Assert.Empty(_function.Accesses);
    }

    [Fact]
    public void A_reset_is_passed_on()
    {
        _client.Reset();
        Assert.Equal(["reset"], _function.Accesses);
    }

    [Fact]
    public void The_card_describes_itself_as_vfio_does()
    {
        using ServerRun server = new(new ConnectX3(new ConnectX3Options(), TimeProvider.System));
        using VfioUserClient client = server.Begin();
        Assert.Equal(VfioUserClient.Bytes(16u, 3u, 9u, 5u), client.Request(MessageCommand.DeviceGetInfo, VfioUserClient.Bytes(16u, 0, 0, 0)).Body);
        Assert.Equal([1ul << 20, 0, 8ul << 20, 0, 0, 0, 1ul << 20, 0x1000, 0], Enumerable.Range(0, 9).Select(client.RegionSize));
        Assert.Equal([(7u, 1u), (0, 0), (1, 128), (0, 0), (0, 0)], Enumerable.Range(0, 5).Select(client.Interrupts));
        byte[] query = [.. VfioUserClient.Bytes(64u, 0, 2, 0), .. VfioUserClient.Bytes(0ul, 0ul)];
        Assert.Equal([.. VfioUserClient.Bytes(32u, 3u, 2u, 0), .. VfioUserClient.Bytes(8ul << 20, 0ul)], client.Request(MessageCommand.DeviceGetRegionInfo, query).Body);
        Assert.Equal(VfioUserClient.Bytes((ushort)0x15b3, (ushort)0x1003), client.TryRead(PciRegion.Config, 0, 4).Data);
        byte[] rom = client.TryRead(PciRegion.Rom, 0, 0x10_0000).Data;
        Assert.Equal([0x10_0000, 0x55, 0xaa], [rom.Length, rom[0], rom[1]]);
    }

    [Theory]
    [InlineData(4, 15u, 0u)]
    [InlineData(5, 31u, 0u)]
    [InlineData(5, 32u, 9u)]
    [InlineData(5, 32u, uint.MaxValue)]
    [InlineData(7, 15u, 0u)]
    [InlineData(7, 16u, 5u)]
    [InlineData(7, 16u, uint.MaxValue)]
    public void A_query_for_what_is_not_there_or_with_no_room_for_the_answer_is_refused(int command, uint room, uint index)
    {
        Assert.Equal(Errno.EINVAL, _client.Request((MessageCommand)command, VfioUserClient.Bytes(room, 0, index, 0)).Error);
        Assert.Equal(Errno.EINVAL, _client.Request((MessageCommand)command, [32, 0, 0]).Error);
    }
}
