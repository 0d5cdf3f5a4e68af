using System.Runtime.Versioning;
using System.Text;
using Mlx4.Runtime;
using Mlx4.Sample.Hca;
using Mlx4.Sample.VfioUser;

namespace Mlx4.Tests.Sample.VfioUser;

/// <summary>The VERSION message, which comes first.</summary>
[SupportedOSPlatform("linux")]
public sealed class NegotiationTests : IDisposable
{
    private const string Answer = """{"capabilities":{"max_msg_fds":16,"max_data_xfer_size":1048576,"max_dma_maps":4096,"pgsizes":4096}}""" + "\0";

    private readonly ServerRun _server = new(new ConnectX3(new ConnectX3Options(), TimeProvider.System));

    public void Dispose() => _server.Dispose();

    [Theory]
    [InlineData(0, VfioUserClient.Proposal, 0)]
    [InlineData(1, VfioUserClient.Proposal, 1)]
    [InlineData(9, VfioUserClient.Proposal, 1)]
    [InlineData(0, "", 0)]
    [InlineData(0, "{}\0", 0)]
    [InlineData(0, "{\"capabilities\":{}}\0", 0)]
    [InlineData(0, "{\"capabilities\":{\"pgsizes\":2101248,\"migration\":[]},\"more\":1}\0", 0)]
    public void The_server_answers_with_what_it_can_do(ushort minor, string proposal, ushort agreed)
    {
        using VfioUserClient client = _server.Connect();
        (Errno error, byte[] body) = client.Request(MessageCommand.Version, VfioUserClient.Version(0, minor, proposal));
        Assert.Equal((Errno.Ok, 0, agreed), (error, BitConverter.ToUInt16(body), BitConverter.ToUInt16(body, 2)));
        Assert.Equal(Answer, Encoding.UTF8.GetString(body.AsSpan(4)));
    }

    [Theory]
    [InlineData(1, "{}\0", "version 1 of the protocol: this server speaks 0.1")]
    [InlineData(0, "{}", "a VERSION whose text does not end with a NUL")]
    [InlineData(0, "\0", "a VERSION whose text is no JSON")]
    [InlineData(0, "{\0", "a VERSION whose text is no JSON")]
    [InlineData(0, "{}}\0", "a VERSION whose text is no JSON")]
    [InlineData(0, "{}\0\0", "a VERSION whose text is no JSON")]
    [InlineData(0, "[]\0", "a VERSION whose text is no JSON object")]
    [InlineData(0, "{\"capabilities\":7}\0", "a VERSION whose capabilities are no JSON object")]
    [InlineData(0, "{\"capabilities\":{\"max_msg_fds\":\"8\"}}\0", "a VERSION whose max_msg_fds is \"8\"")]
    [InlineData(0, "{\"capabilities\":{\"max_data_xfer_size\":-1}}\0", "a VERSION whose max_data_xfer_size is -1")]
    [InlineData(0, "{\"capabilities\":{\"pgsizes\":65536}}\0", "a VERSION whose pgsizes is 65536")]
    public void A_proposal_that_makes_no_sense_is_refused(ushort major, string proposal, string reason)
    {
        using VfioUserClient client = _server.Connect();
        Assert.Equal(Errno.EINVAL, client.Request(MessageCommand.Version, VfioUserClient.Version(major, 0, proposal)).Error);
        client.WaitForEnd();
        Assert.Equal([$"client dropped: {reason}", "ledger: empty"], LinesAfterAnotherClient());
    }

    [Fact]
    public void A_text_of_many_brackets_is_refused()
    {
        using VfioUserClient client = _server.Connect();
        Assert.Equal(Errno.EINVAL, client.Request(MessageCommand.Version, VfioUserClient.Version(0, 0, new string('[', 60000) + "\0")).Error);
    }

    [Fact]
    public void A_proposal_without_a_version_is_refused()
    {
        using VfioUserClient client = _server.Connect();
        Assert.Equal(Errno.EINVAL, client.Request(MessageCommand.Version, [0, 0]).Error);
        client.WaitForEnd();
        Assert.Equal(["client dropped: a VERSION of 2 bytes: it has at least 4", "ledger: empty"], LinesAfterAnotherClient());
    }

    [Fact]
    public void Whatever_comes_before_it_is_refused()
    {
        using VfioUserClient client = _server.Connect();
        client.Post(MessageCommand.DeviceReset, [], 0);
        client.WaitForEnd();
        Assert.Equal(["client dropped: command 13 before VERSION", "ledger: empty"], LinesAfterAnotherClient());
    }

    [Fact]
    public void A_second_one_is_an_error()
    {
        using VfioUserClient client = _server.Begin();
        Assert.Equal(Errno.EINVAL, client.Request(MessageCommand.Version, VfioUserClient.Version(0, 0, VfioUserClient.Proposal)).Error);
        Assert.Equal(0x100000ul, client.RegionSize(0));
    }

    [Fact]
    public void A_client_that_says_nothing_is_dropped_in_time()
    {
        using ServerRun server = new(new ConnectX3(new ConnectX3Options(), TimeProvider.System), TimeSpan.FromMilliseconds(10));
        using VfioUserClient client = server.Connect();
        client.WaitForEnd();
        Assert.Equal(["client dropped: no message in 0.01 s", "ledger: empty"], server.Stop()[..2]);
    }

    [Fact]
    public void A_connection_that_is_closed_without_a_word_is_no_client()
    {
        _server.Connect().Dispose();
        Assert.Equal([], LinesAfterAnotherClient());
    }

    /// <summary>The lines that were printed before another client was served, which shows that one can be.</summary>
    private string[] LinesAfterAnotherClient()
    {
        _server.Begin().Dispose();
        string[] lines = _server.Stop();
        int connected = Array.IndexOf(lines, "client connected");
        Assert.True(connected >= 0);
        return lines[..connected];
    }
}
