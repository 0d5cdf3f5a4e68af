using System.Runtime.Versioning;
using Mlx4.Runtime;
using Mlx4.Sample.Hca;
using Mlx4.Sample.VfioUser;

namespace Mlx4.Tests.Sample.VfioUser;

/// <summary>How the stream is cut into messages, and what happens where it cannot be.</summary>
[SupportedOSPlatform("linux")]
public sealed class FramingTests : IDisposable
{
    private const int MaxSize = 16 + 16 + 0x100000;

    private readonly ServerRun _server = new(new ConnectX3(new ConnectX3Options(), TimeProvider.System));
    private readonly VfioUserClient _client;

    public FramingTests() => _client = _server.Begin();

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
    }

    [Theory]
    [InlineData(0u, 0u, "a message of 0 bytes: 16 to 1048608 are possible")]
    [InlineData(15u, 0u, "a message of 15 bytes: 16 to 1048608 are possible")]
    [InlineData(MaxSize + 1u, 0u, "a message of 1048609 bytes: 16 to 1048608 are possible")]
    [InlineData(uint.MaxValue, 0u, "a message of 4294967295 bytes: 16 to 1048608 are possible")]
    [InlineData(16u, 1u, "a message of type 1: this server asks nothing, so it takes requests only")]
    [InlineData(16u, 2u, "a message of type 2: this server asks nothing, so it takes requests only")]
    public void A_header_that_makes_no_sense_ends_the_connection(uint size, uint flags, string reason)
    {
        _client.Send(VfioUserClient.Message(4, size, flags));
        _client.WaitForEnd();
        Assert.Equal(Dropped(reason), LinesAfterAnotherClient());
    }

    [Theory]
    [InlineData(1, "the connection ended within a header, after 1 of 16 bytes")]
    [InlineData(15, "the connection ended within a header, after 15 of 16 bytes")]
    [InlineData(16, "the connection ended within a message, after 0 of 16 bytes of its body")]
    [InlineData(31, "the connection ended within a message, after 15 of 16 bytes of its body")]
    public void A_client_that_closes_within_a_message_is_told(int sent, string reason)
    {
        _client.Send(VfioUserClient.Message(4, 32, 0, new byte[16]).AsSpan(0, sent));
        _client.Finish();
        _client.WaitForEnd();
        Assert.Equal(Dropped(reason), LinesAfterAnotherClient());
    }

    [Fact]
    public void A_client_that_does_not_wait_for_its_replies_harms_nobody()
    {
        byte[] read = VfioUserClient.Message(9, 32, 0, [.. VfioUserClient.Bytes(0ul), .. VfioUserClient.Bytes(7u, 0x1000u)]);
        for (int i = 0; i < 16; i++)
        {
            _client.Send(read);
        }
        _client.Dispose();
        string[] lines = LinesAfterAnotherClient();
        // Which one depends on whether the server is at a reply or at a request when the connection goes.
        string[] possible = ["client dropped: the connection ended before a reply was sent", "client left"];
        Assert.Contains(lines[1], possible);
    }

    [Fact]
    public void A_message_may_come_in_pieces_and_many_at_once()
    {
        byte[] query = VfioUserClient.Message(4, 32, 0, VfioUserClient.Bytes(16u, 0, 0, 0));
        foreach (byte one in query)
        {
            _client.Send([one]);
        }
        byte[] answer = _client.Receive(32);
        _client.Send([.. query, .. query, .. query]);
        Assert.Equal([.. answer, .. answer, .. answer], _client.Receive(96));
        Assert.Equal(9u, BitConverter.ToUInt32(answer, 24));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(14)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(18)]
    [InlineData(0xffff)]
    public void A_command_that_the_server_does_not_know_is_an_error(ushort command)
    {
        Assert.Equal(Errno.EOPNOTSUPP, _client.Request((MessageCommand)command, new byte[40]).Error);
        Assert.Equal(0x1000ul, _client.RegionSize(7));
    }

    [Fact]
    public void An_error_of_a_message_without_a_reply_is_not_told()
    {
        _client.Post((MessageCommand)99, [], VfioUserClient.NoReply);
        _client.Post(MessageCommand.RegionWrite, [], VfioUserClient.NoReply);
        Assert.Equal(0x1000ul, _client.RegionSize(7));
    }

    [Fact]
    public void Descriptors_that_nobody_asked_for_are_closed()
    {
        using ClosingPipe pipe = new();
        Assert.Equal(Errno.Ok, _client.Request(MessageCommand.DeviceReset, [], pipe.End, pipe.End, pipe.End).Error);
        pipe.CloseEnd();
        Assert.Equal(0x1000ul, _client.RegionSize(7));
        pipe.WaitUntilClosed();
    }

    [Theory]
    [InlineData(17)]
    [InlineData(200)]
    public void More_descriptors_than_agreed_end_the_connection_and_are_closed(int count)
    {
        using ClosingPipe pipe = new();
        _client.Post(MessageCommand.DeviceReset, [], 0, [.. Enumerable.Repeat(pipe.End, count)]);
        pipe.CloseEnd();
        _client.WaitForEnd();
        pipe.WaitUntilClosed();
        Assert.Equal(Dropped("more than 16 descriptors in a message"), LinesAfterAnotherClient());
    }

    [Fact]
    public void Descriptors_on_every_byte_of_a_header_count_together()
    {
        using ClosingPipe pipe = new();
        byte[] header = VfioUserClient.Message(13, 16, 0);
        for (int i = 0; i < 5; i++)
        {
            _client.Send(header.AsSpan(i, 1), pipe.End, pipe.End, pipe.End, pipe.End);
        }
        pipe.CloseEnd();
        _client.WaitForEnd();
        pipe.WaitUntilClosed();
        Assert.Equal(Dropped("more than 16 descriptors in a message"), LinesAfterAnotherClient());
    }

    private static string[] Dropped(string reason) => ["client connected", $"client dropped: {reason}", "ledger: empty"];

    private string[] LinesAfterAnotherClient()
    {
        _server.Begin().Dispose();
        string[] lines = _server.Stop();
        return lines[..Array.LastIndexOf(lines, "client connected")];
    }
}
