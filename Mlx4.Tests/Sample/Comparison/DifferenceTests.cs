using Mlx4.Sample.Comparison;

namespace Mlx4.Tests.Sample.Comparison;

/// <summary>What counts as a difference of two logs.</summary>
public sealed class DifferenceTests
{
    [Fact]
    public void Where_things_lie_in_the_hosts_memory_makes_none()
    {
        Assert.Empty(Between(
            [
                "MAP_FA in=0x1000 mod=0x1 op=0 [c=40001] -> OK",
                "MAP_ICM in=0x1000 mod=0x1 op=0 [0=1 c=50001] -> OK",
                "SW2HW_EQ in=0x1000 mod=0x4 op=0 [0=900] -> OK",
            ],
            [
                "MAP_FA in=0x7000 mod=0x2 op=0 [c=90000 1c=70000] -> OK",
                "MAP_ICM in=0x7000 mod=0x1 op=0 [0=1 c=80001] -> OK",
                "SW2HW_EQ in=0x2000 mod=0x4 op=0 [0=900] -> OK",
            ]));
    }

    [Fact]
    public void How_many_pages_are_mapped_does()
    {
        Assert.Equal(
            ["MAP_ICM at 0x100000000, pages: 2, here 4"],
            Between(["MAP_ICM in=0x1000 mod=0x1 op=0 [0=1 c=50001] -> OK"], ["MAP_ICM in=0x1000 mod=0x1 op=0 [0=1 c=50002] -> OK"]));
    }

    [Theory]
    [InlineData("NOP in=0x0 mod=0x1f op=1 -> OK", "NOP 0x1f, opcode modifier: 0, here 1")]
    [InlineData("NOP in=0x5 mod=0x1f op=0 -> OK", "NOP 0x1f, input: 0, here 5")]
    [InlineData("NOP in=0x0 mod=0x1f op=0 event -> OK", "NOP 0x1f, by event: 0, here 1")]
    [InlineData("NOP in=0x0 mod=0x1f op=0 [] -> OK", "NOP 0x1f, mailboxes: 0, here 1")]
    [InlineData("NOP in=0x0 mod=0x1f op=0 -> BAD_OP", "NOP 0x1f, status: OK, here BAD_OP")]
    public void Every_field_of_a_command_does(string here, string difference) =>
        Assert.Equal([difference], Between(["NOP in=0x0 mod=0x1f op=0 -> OK"], [here]));

    [Fact]
    public void Each_word_of_a_mailbox_does()
    {
        Assert.Equal(
            ["SET_PORT 0x1, 4: 10, here 0", "SET_PORT 0x1, 8: 1, here 2", "SET_PORT 0x1, ffc: 0, here 3"],
            Between(["SET_PORT in=0x1000 mod=0x1 op=0 [4=10 8=1] -> OK"], ["SET_PORT in=0x1000 mod=0x1 op=0 [8=2 ffc=3] -> OK"]));
    }

    [Fact]
    public void A_command_can_be_on_one_side_alone_or_elsewhere()
    {
        Assert.Equal(
            ["- RUN_FW 0x0", "CLOSE_PORT 0x1, elsewhere", "CLOSE_PORT 0x1, status: OK, here BAD_OP", "+ QUERY_FW 0x0"],
            Between(
                [
                    "RUN_FW in=0x0 mod=0x0 op=0 -> OK",
                    "CLOSE_PORT in=0x0 mod=0x1 op=0 -> OK",
                    "CLOSE_PORT in=0x0 mod=0x2 op=0 -> OK",
                    "CLOSE_HCA in=0x0 mod=0x0 op=0 -> OK",
                ],
                [
                    "QUERY_FW in=0x0 mod=0x0 op=0 -> OK",
                    "CLOSE_PORT in=0x0 mod=0x2 op=0 -> OK",
                    "CLOSE_HCA in=0x0 mod=0x0 op=0 -> OK",
                    "CLOSE_PORT in=0x0 mod=0x1 op=0 -> BAD_OP",
                ]));
    }

    [Fact]
    public void What_a_virtual_function_asks_for_is_compared_and_where_its_mailboxes_lie_is_not()
    {
        string[] linux =
        [
            "ACCESS_MEM in=0x1001 mod=0x100 op=0 event [4=7000 8=4 18=ffff0000 1c=13] -> OK",
            "ACCESS_MEM in=0x7001 mod=0x1000 op=0 event [0=900 1c=80] -> OK",
            "ACCESS_MEM in=0x2000 mod=0x100 op=0 event [4=7000 8=4 18=ffff0000 1c=13] -> OK",
            "ACCESS_MEM in=0x3000 mod=0x1000 op=0 [4=10 14=7001 1c=8001] -> OK",
        ];
        string[] here =
        [
            "ACCESS_MEM in=0x5001 mod=0x100 op=0 event [0=1 4=9000 8=4 18=ffff0000 1c=13] -> OK",
            "ACCESS_MEM in=0x100009001 mod=0x1000 op=0 event [0=900 1c=90] -> OK",
            "ACCESS_MEM in=0x6000 mod=0x100 op=0 event [0=1 4=9000 8=4 18=ffff0000 1c=3000013] -> OK",
            "ACCESS_MEM in=0x7000 mod=0x1000 op=0 [4=18 14=9001] -> OK",
        ];
        Assert.Equal(
            [
                "VF 1, SW2HW_EQ 0x4 of 0x1, request mailbox, 1c: 80, here 90",
                "VF 1, SW2HW_EQ 0x4 of 0x1, answer, 1c: 13, here 3000013",
                "the master's own translations, 4: 10, here 18",
            ],
            Between(linux, here));
    }

    [Theory]
    [InlineData("NOP")]
    [InlineData("NOP in=0x0 mod=0x0 op=0 [4=] -> OK")]
    [InlineData("NOP in=0x00000000000000000 mod=0x0 op=0 -> OK")]
    public void A_line_that_is_none_of_a_log_is_refused(string line) =>
        Assert.Contains(line, Assert.Throws<FormatException>(() => Conversation.OfLog([line])).Message, StringComparison.Ordinal);

    private static IReadOnlyList<string> Between(string[] linux, string[] here) => Difference.Between(Conversation.OfLog(linux), Conversation.OfLog(here));
}
