using System.Runtime.Versioning;
using Mlx4.Runtime;
using Mlx4.Sample.Commands;
using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Pci;
using Mlx4.Tests.Sample.VfioUser;

namespace Mlx4.Tests.Sample.Commands;

/// <summary>The command <c>serve</c>: its options, what it prints, how it ends.</summary>
[SupportedOSPlatform("linux")]
public sealed class ServeCommandTests : IDisposable
{
    private const ulong Hcr = 0x80680;

    private readonly string _folder = Directory.CreateTempSubdirectory("mlx4-").FullName;

    private string SocketPath => Path.Combine(_folder, "card.sock");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("--fail QUERY_FV", "--fail QUERY_FV: 'QUERY_FV' is no command: did you mean QUERY_FW?")]
    [InlineData("--fail 0x1000", "--fail 0x1000: '0x1000' is no command: give a name such as QUERY_FW, or a number such as 0x004")]
    [InlineData("--fail 0xffffffff", "--fail 0xffffffff: '0xffffffff' is no command: give a name such as QUERY_FW, or a number such as 0x004")]
    [InlineData("--fail NOP#0", "--fail NOP#0: '#0' is not a count: #1 is the first time that the command is posted")]
    [InlineData("--fail NOP=BAD_SYSSTATE", "--fail NOP=BAD_SYSSTATE: 'BAD_SYSSTATE' is no status: did you mean BAD_SYS_STATE?")]
    [InlineData("--fail NOP=OK", "--fail NOP=OK: 'OK' is no status: give a name such as BAD_SYS_STATE, or a number such as 0x04")]
    [InlineData("--fail NOP=0x100", "--fail NOP=0x100: '0x100' is no status: give a name such as BAD_SYS_STATE, or a number such as 0x04")]
    [InlineData("--hang NOP#x", "--hang NOP#x: '#x' is not a count: #1 is the first time that the command is posted")]
    [InlineData("--hang NOP=BAD_OP", "--hang NOP=BAD_OP: 'NOP=BAD_OP' is no command: give a name such as QUERY_FW, or a number such as 0x004")]
    [InlineData("--vfs 64", "--vfs is 0 to 63: the card has no more virtual functions.")]
    [InlineData("--internal-error -1", "--internal-error is the number of commands that the card still carries out: 0 or more.")]
    [InlineData("--ports 3", "--ports is 1 or 2: a ConnectX-3 has no other number of ports.")]
    public void It_refuses_an_option_that_makes_no_sense(string options, string message)
    {
        ProgramRun run = ProgramRun.Of(["serve", "--socket", SocketPath, .. options.Split(' ')]);
        Assert.Equal((ExitCode.Usage, $"{message}\nTry --help.\n"), (run.ExitCode, run.Errors));
    }

    [Theory]
    [InlineData("--port1 wifi")]
    [InlineData("--lose-interrupts msi")]
    public void It_refuses_a_value_that_is_none_of_a_few(string options)
    {
        ProgramRun run = ProgramRun.Of(["serve", "--socket", SocketPath, .. options.Split(' ')]);
        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains($"'{options.Split(' ')[1]}' not recognized", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void It_needs_a_socket()
    {
        ProgramRun run = ProgramRun.Of("serve");
        Assert.Equal((ExitCode.Usage, "Option '--socket' is required.\nTry --help.\n"), (run.ExitCode, run.Errors));
    }

    [Fact]
    public void It_does_not_begin_where_it_cannot_listen()
    {
        File.WriteAllText(SocketPath, "precious");
        ProgramRun run = ProgramRun.Of("serve", "--socket", SocketPath);
        Assert.Equal((ExitCode.Usage, "", $"{SocketPath}: is there, and is no socket. Give another path.\n"), (run.ExitCode, run.Output, run.Errors));
        Assert.Equal("precious", File.ReadAllText(SocketPath));
    }

    [Fact]
    public void It_does_not_begin_where_it_cannot_log()
    {
        ProgramRun run = ProgramRun.Of("serve", "--socket", SocketPath, "--log", Path.Combine(_folder, "no", "log"));
        Assert.Equal((ExitCode.Usage, ""), (run.ExitCode, run.Output));
        Assert.EndsWith("Give a file that can be written, or - for the output.\n", run.Errors, StringComparison.Ordinal);
        Assert.False(Path.Exists(SocketPath));
    }

    [Fact]
    public void It_serves_one_client_and_logs_its_commands()
    {
        ProgramRun run = Run(
            client =>
            {
                Assert.Equal([0x04, 0x80], [Post(client, 0x031), Post(client, 0x003)]);
                Assert.Equal([0x0b, 0], [Post(client, 0x031), Post(client, 0x031)]);
                Assert.Equal([0x02, 0x80], [Post(client, 0x555), Post(client, 0x004)]);
            },
            "--once", "--log", "-", "--fail", "nop=BAD_SYS_STATE", "--fail", "0x031#2=0x0b", "--hang", "QUERY_DEV_CAP", "--hang", "QUERY_FW");
        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Errors));
        Assert.Equal(
            [
                $"listening on {SocketPath}", "client connected",
                "NOP in=0x0 mod=0x0 op=0 -> BAD_SYS_STATE", "QUERY_DEV_CAP in=0x0 mod=0x0 op=0 -> hangs",
                "NOP in=0x0 mod=0x0 op=0 -> BAD_NVMEM", "NOP in=0x0 mod=0x0 op=0 -> OK",
                "0x555 in=0x0 mod=0x0 op=0 -> BAD_OP", "QUERY_FW in=0x0 mod=0x0 op=0 -> hangs",
                "client left", "ledger: empty",
            ],
            run.Lines);
    }

    [Fact]
    public void It_logs_to_a_file_and_fails_if_the_client_leaves_something_behind()
    {
        string log = Path.Combine(_folder, "log");
        ProgramRun run = Run(
            client =>
            {
                Post(client, 0x031);
                _ = client.TryRead(PciRegion.Bar0, 0x8069c, 4);
            },
            "--once", "--log", log);
        Assert.Equal(ExitCode.Failure, run.ExitCode);
        Assert.Equal("ledger: ownership 0x0 (register read)", run.Lines[^1]);
        Assert.Equal(["NOP in=0x0 mod=0x0 op=0 -> OK"], File.ReadAllLines(log));
    }

    [Fact]
    public void It_offers_the_card_that_it_is_told()
    {
        ProgramRun run = Run(client => Assert.Equal((0u, 0u), client.Interrupts(PciInterrupt.MsiX)), "--once", "--no-msix", "--ports", "1", "--port1", "eth");
        Assert.Equal(ExitCode.Success, run.ExitCode);
    }

    [Fact]
    public void The_card_gives_itself_up_once_after_the_number_of_commands_that_it_is_told()
    {
        ProgramRun run = Run(
            client =>
            {
                Assert.Equal([0, 0, 0x80], [Post(client, 0x031), Post(client, 0x031), Post(client, 0x031)]);
                Assert.Equal([0, 0, 0], [Post(client, 0x031), Post(client, 0x031), Post(client, 0x031)]);
            },
            "--once", "--internal-error", "2");
        Assert.Equal(ExitCode.Success, run.ExitCode);
    }

    [Fact]
    public void Commands_and_statuses_are_spelled_as_in_the_manual()
    {
        Assert.Equal(
            ["QUERY_DEV_CAP", "SW2HW_EQ", "MAP_ICM_AUX", "0x555"],
            new[] { Opcode.QueryDevCap, Opcode.Sw2HwEq, Opcode.MapIcmAux, (Opcode)0x555 }.Select(opcode => opcode.Name()));
        Assert.Equal(
            ["OK", "EXCEED_LIM", "BAD_RES_STATE", "0xfe"],
            new[] { CommandStatus.Ok, CommandStatus.ExceedLimit, CommandStatus.BadResourceState, (CommandStatus)0xfe }.Select(status => status.Name()));
        Assert.Equal(Enum.GetValues<Opcode>().Length, CommandNames.Opcodes.Count);
        Assert.Equal(Enum.GetValues<CommandStatus>().Length, CommandNames.Statuses.Count);
    }

    /// <summary>Posts a command without parameters.</summary>
    /// <returns>The upper byte of the last word: the status, or 0x80 if GO stays set; then the register is reset.</returns>
    private static int Post(VfioUserClient client, uint opcode)
    {
        client.Write(PciRegion.Bar0, Hcr + 0x18, [0, 0x80, (byte)(opcode >> 8), (byte)opcode]);
        byte[] last = client.TryRead(PciRegion.Bar0, Hcr + 0x18, 4).Data;
        if ((last[1] & 0x80) == 0)
        {
            return last[0];
        }
        client.Reset();
        client.Write(PciRegion.Config, PciConfig.Command, [(byte)PciConfig.CommandMemory, 0]);
        return 0x80;
    }

    /// <summary>Runs the command with a client that is connected, and with the function's memory on.</summary>
    private ProgramRun Run(Action<VfioUserClient> use, params string[] options)
    {
        ProgramRun? run = null;
        Thread thread = new(() => run = ProgramRun.Of(["serve", "--socket", SocketPath, .. options]));
        thread.Start();
        while (!Path.Exists(SocketPath) && thread.IsAlive)
        {
            Thread.Yield();
        }
        using (VfioUserClient client = Connect())
        {
            client.Negotiate();
            Assert.Equal(Errno.Ok, client.TryWrite(PciRegion.Config, PciConfig.Command, [(byte)PciConfig.CommandMemory, 0]));
            use(client);
        }
        thread.Join();
        return run!;
    }

    /// <summary>The file of the socket is there a moment before anybody listens.</summary>
    private VfioUserClient Connect()
    {
        while (true)
        {
            try
            {
                return new VfioUserClient(SocketPath);
            }
            catch (System.Net.Sockets.SocketException)
            {
                Thread.Yield();
            }
        }
    }
}
