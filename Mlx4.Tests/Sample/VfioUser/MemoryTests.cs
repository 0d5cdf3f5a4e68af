using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Mlx4.Runtime;
using Mlx4.Sample.VfioUser;

namespace Mlx4.Tests.Sample.VfioUser;

/// <summary>The guest's memory: what can be mapped, what can be reached, what goes.</summary>
[SupportedOSPlatform("linux")]
public sealed class MemoryTests : IDisposable
{
    private const ulong Page = 0x1000;
    private const ulong LastPage = ulong.MaxValue - Page + 1;
    private const ulong Length = 16 * Page;
    private const ulong Start = 0x10_0000;

    private readonly ServerRun _server;
    private readonly TestFunction _function = new();
    private readonly VfioUserClient _client;
    private readonly SafeFileHandle _file = Posix.CreateMemory((long)Length);

    public MemoryTests()
    {
        _server = _function.Serve();
        _client = _server.Begin();
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
        _file.Dispose();
    }

    [Theory]
    [InlineData(Start, 0ul, 0ul, 3u)]
    [InlineData(Start + 1, Page, 0ul, 3u)]
    [InlineData(Start, Page - 1, 0ul, 3u)]
    [InlineData(Start, Page, 1ul, 3u)]
    [InlineData(Start, Page, 0ul, 0u)]
    [InlineData(Start, Page, 0ul, 4u)]
    [InlineData(Start, Page, 0ul, 7u)]
    [InlineData(LastPage, 2 * Page, 0ul, 3u)]
    [InlineData(Page, LastPage, 0ul, 3u)]
    [InlineData(Start, Length + Page, 0ul, 3u)]
    [InlineData(Start, Page, Length, 3u)]
    [InlineData(Start, 2 * Page, Length - Page, 3u)]
    [InlineData(Start, Page, LastPage, 3u)]
    [InlineData(Start, 1ul << 62, 0ul, 3u)]
    public void A_range_that_is_not_possible_is_refused(ulong address, ulong size, ulong offset, uint flags)
    {
        Assert.Equal(Errno.EINVAL, _client.Map(_file, address, size, offset, flags));
        Assert.Equal(Errno.ENOENT, _client.Unmap(address, size));
    }

    [Fact]
    public void A_request_that_is_too_short_is_refused()
    {
        Assert.Equal(Errno.EINVAL, _client.Request(MessageCommand.DmaMap, new byte[31], _file).Error);
        Assert.Equal(Errno.EINVAL, _client.Request(MessageCommand.DmaUnmap, new byte[23]).Error);
    }

    [Fact]
    public void A_file_that_has_no_length_is_refused()
    {
        using ClosingPipe pipe = new();
        Assert.Equal(Errno.EINVAL, _client.Map(pipe.End, Start, Page));
        using SafeFileHandle eventFd = Posix.CreateEventFd();
        Assert.Equal(Errno.EINVAL, _client.Map(eventFd, Start, Page));
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_refused()
    {
        string path = Path.GetTempFileName();
        File.WriteAllBytes(path, new byte[(int)Page]);
        using (SafeFileHandle file = File.OpenHandle(path))
        {
            Assert.Equal(Errno.EACCES, _client.Map(file, Start, Page));
        }
        File.Delete(path);
    }

    [Fact]
    public void Two_files_for_one_range_are_refused() => Assert.Equal(
        Errno.EINVAL,
        _client.Request(MessageCommand.DmaMap, [.. VfioUserClient.Bytes(32u, 3u), .. VfioUserClient.Bytes(0, Start, Page)], _file, _file).Error);

    [Theory]
    [InlineData(Start, 2 * Page)]
    [InlineData(Start - Page, 2 * Page)]
    [InlineData(Start + Page, Page)]
    [InlineData(Start - Page, 4 * Page)]
    [InlineData(0ul, Length)]
    public void A_range_that_overlaps_another_is_refused(ulong address, ulong size)
    {
        using SafeFileHandle large = Posix.CreateMemory(1 << 22);
        Assert.Equal(Errno.Ok, _client.Map(_file, Start, 2 * Page));
        Assert.Equal(Errno.EEXIST, _client.Map(large, address, size + (address == 0 ? Start : 0)));
        Assert.Equal(Errno.Ok, _client.Map(_file, Start + (2 * Page), Page));
        Assert.Equal(Errno.Ok, _client.Map(_file, Start - Page, Page));
    }

    [Fact]
    public void A_range_is_unmapped_exactly_as_it_was_mapped_or_with_all_others()
    {
        Assert.Equal(Errno.Ok, _client.Map(_file, Start, 2 * Page));
        Assert.Equal(Errno.Ok, _client.Map(_file, 0, Page));
        Assert.Equal(Errno.ENOENT, _client.Unmap(Start, Page));
        Assert.Equal(Errno.ENOENT, _client.Unmap(Start + Page, Page));
        Assert.Equal(Errno.ENOENT, _client.Unmap(Start, 3 * Page));
        Assert.Equal(Errno.EINVAL, _client.Unmap(Start, 2 * Page, flags: 1));
        Assert.Equal(Errno.EINVAL, _client.Unmap(Start, 2 * Page, flags: 2));
        byte[] request = [.. VfioUserClient.Bytes(24u, 0u), .. VfioUserClient.Bytes(Start, 2 * Page)];
        (Errno error, byte[] body) = _client.Request(MessageCommand.DmaUnmap, request);
        Assert.Equal(Errno.Ok, error);
        Assert.Equal(request, body);
        Assert.False(Reaches(Start, 1));
        Assert.True(Reaches(0, 1));
        Assert.Equal(Errno.Ok, _client.Unmap(0, 0, flags: 2));
        Assert.False(Reaches(0, 1));
        Assert.Equal(Errno.Ok, _client.Unmap(0, 0, flags: 2));
    }

    [Fact]
    public void The_function_reaches_what_is_mapped_and_nothing_else()
    {
        Assert.Equal(Errno.Ok, _client.Map(_file, Start, 2 * Page, offset: Page));
        Assert.Equal(Errno.Ok, _client.Map(_file, Start + (2 * Page), Page));
        Assert.Equal(Errno.Ok, _client.Map(_file, LastPage, Page, offset: 3 * Page));
        RandomAccess.Write(_file, [1, 2], (long)(3 * Page) - 1);
        Assert.Equal(1, _function.Dma(Start + (2 * Page) - 1, 1)![0]);
        Assert.Equal(2, _function.Dma(LastPage, 1)![0]);
        Assert.True(Reaches(Start, 2 * (int)Page));
        Assert.True(Reaches(Start, 0));
        Assert.True(Reaches(ulong.MaxValue, 1));
        Assert.False(Reaches(ulong.MaxValue, 2));
        Assert.False(Reaches(Start, (2 * (int)Page) + 1));
        Assert.False(Reaches(Start - 1, 1));
        Assert.False(Reaches(Start + (3 * Page), 1));
        Assert.False(Reaches(Start, -1));
        Assert.False(Reaches(Start, int.MaxValue));
        _function.Write(Start, [7, 8]);
        byte[] read = new byte[2];
        RandomAccess.Read(_file, read, (long)Page);
        Assert.Equal([7, 8], read);
    }

    [Theory]
    [InlineData(1u)]
    [InlineData(2u)]
    public void A_range_that_cannot_be_both_read_and_written_is_known_but_not_reached(uint flags)
    {
        Assert.Equal(Errno.Ok, _client.Map(_file, Start, Page, flags: flags));
        Assert.False(Reaches(Start, 1));
        Assert.Equal(Errno.EEXIST, _client.Map(_file, Start, Page));
        Assert.Equal(Errno.Ok, _client.Unmap(Start, Page));
    }

    [Fact]
    public void A_range_without_a_file_is_known_but_not_reached()
    {
        Assert.Equal(Errno.Ok, _client.Map(null, Start, LastPage - (2 * Start)));
        Assert.False(Reaches(Start, 1));
        Assert.Equal(Errno.EEXIST, _client.Map(_file, Start + Page, Page));
        Assert.Equal(Errno.Ok, _client.Unmap(Start, LastPage - (2 * Start)));
        Assert.Equal(Errno.Ok, _client.Map(_file, Start + Page, Page));
    }

    [Fact]
    public void There_is_a_largest_number_of_ranges()
    {
        for (ulong i = 0; i < 4096; i++)
        {
            Assert.Equal(Errno.Ok, _client.Map(null, i * Page, Page));
        }
        Assert.Equal(Errno.ENOSPC, _client.Map(null, 4096 * Page, Page));
        Assert.Equal(Errno.Ok, _client.Unmap(0, Page));
        Assert.Equal(Errno.Ok, _client.Map(null, 4096 * Page, Page));
    }

    [Fact]
    public void A_client_that_is_gone_takes_its_memory_with_it()
    {
        Assert.Equal(Errno.Ok, _client.Map(_file, Start, Page));
        Assert.True(Reaches(Start, 1));
        _client.Dispose();
        using VfioUserClient next = _server.Begin();
        Assert.Equal(Errno.Ok, next.Map(null, 0, Page));
        Assert.False(Reaches(Start, 1));
    }

    private bool Reaches(ulong address, int length) => _function.Dma(address, length) is not null;
}
