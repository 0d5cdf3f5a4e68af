using System.CommandLine;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Hca.Ports;
using Mlx4.Sample.Pci;

namespace Mlx4.Sample.Commands;

/// <summary>The command <c>serve</c> and its options.</summary>
internal static class ServeLine
{
    private const string InfiniBand = "ib";
    private const string Ethernet = "eth";
    private const string MsiX = "msix";
    private const string IntX = "intx";

    public static System.CommandLine.Command Create(TextWriter output, TextWriter errors)
    {
        Option<string> socket = new("--socket") { Description = "The path of the socket to listen on.", HelpName = "PATH", Required = true };
        Option<bool> once = new("--once") { Description = "Ends when the first client has left; the exit code is then 1 if it has left something behind." };
        Option<int> ports = CardOptions.Ports();
        Option<int> vfs = CardOptions.VirtualFunctions(
            "Offers so many virtual functions too, on the sockets PATH.1, PATH.2, ... Each comes up when the guest enables SR-IOV.");
        Option<bool> noMsiX = CardOptions.NoMsiX();
        Option<string?> port1 = Port("--port1", "first");
        Option<string?> port2 = Port("--port2", "second");
        Option<CommandFault[]> fail = new("--fail")
        {
            Description = "Fails a firmware command, the N-th time that it is posted (default the first), with a status (default INTERNAL_ERR). Repeatable.",
            HelpName = "COMMAND[#N][=STATUS]",
            DefaultValueFactory = _ => [],
            CustomParser = result => FaultText.ParseAll<CommandFault>(result, CommandFault.TryParseFailure),
        };
        Option<CommandFault[]> hang = new("--hang")
        {
            Description = "Never ends a firmware command, the N-th time that it is posted (default the first). Repeatable.",
            HelpName = "COMMAND[#N]",
            DefaultValueFactory = _ => [],
            CustomParser = result => FaultText.ParseAll<CommandFault>(result, CommandFault.TryParseHang),
        };
        Option<string[]> lose = new("--lose-interrupts") { Description = "Loses all interrupts of a kind. Repeatable.", DefaultValueFactory = _ => [] };
        lose.AcceptOnlyFromAmong(MsiX, IntX);
        Option<int?> internalError = new("--internal-error")
        {
            Description = "Lets the card give itself up after a number of firmware commands: it answers none until it is reset.",
            HelpName = "N",
        };
        internalError.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() < 0)
            {
                result.AddError("--internal-error is the number of commands that the card still carries out: 0 or more.");
            }
        });
        Option<string?> log = new("--log") { Description = "Writes a line for each firmware command to a file, - for the output.", HelpName = "FILE" };

        System.CommandLine.Command serve = new("serve", "Offers a card on a socket, as a device that QEMU can use (vfio-user).")
        {
            socket, once, vfs, ports, port1, port2, noMsiX, fail, hang, lose, internalError, log,
        };
        serve.SetAction(line =>
        {
            int functions = line.GetValue(vfs);
            ConnectX3Options card = CardOptions.Served(line.GetValue(ports), !line.GetValue(noMsiX), functions);
            return ServeCommand.Run(
                new ServeSettings
                {
                    Socket = line.GetRequiredValue(socket),
                    Card = card with { Port1 = OnCable(card.Port1, line.GetValue(port1)), Port2 = OnCable(card.Port2, line.GetValue(port2)) },
                    VirtualFunctions = functions,
                    Once = line.GetValue(once),
                    Faults = [.. line.GetValue(fail) ?? [], .. line.GetValue(hang) ?? []],
                    LostInterrupts = [.. (line.GetValue(lose) ?? []).Select(kind => kind == MsiX ? PciInterrupt.MsiX : PciInterrupt.IntX)],
                    InternalErrorAfter = line.GetValue(internalError),
                    Log = line.GetValue(log),
                },
                output,
                errors);
        });
        return serve;
    }

    private static Option<string?> Port(string name, string ordinal)
    {
        Option<string?> port = new(name) { Description = $"What the {ordinal} port suggests to be, and what is at the other end of its cable." };
        port.AcceptOnlyFromAmong(InfiniBand, Ethernet);
        return port;
    }

    private static PortOptions OnCable(PortOptions port, string? type)
    {
        LinkType link = type == Ethernet ? LinkType.Ethernet : LinkType.InfiniBand;
        return type is null ? port : port with { Suggested = link, Sensed = link };
    }
}
