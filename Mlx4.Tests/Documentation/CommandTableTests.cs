using System.Globalization;
using Mlx4.Sample.Hca;
using Mlx4.Sample.Hca.Commands;
using Mlx4.Sample.Hca.Ports;
using Mlx4.Tests.Sample.Hca;
using Mlx4.Tests.Sample.Hca.Hostile;

namespace Mlx4.Tests.Documentation;

/// <summary>What docs/commands.md says of the card's commands is so. What it says of Linux is for <c>linux/test</c> to show.</summary>
public sealed class CommandTableTests
{
    private const ushort AllModifiers = 0xffff;

    [Fact]
    public void Every_command_has_a_row_with_its_number_and_name_in_order() => Assert.Equal(
        Enum.GetValues<Opcode>().Select(opcode => (Number(opcode), opcode.Name())),
        CommandRow.Commands.Select(row => (row.Number, row.Name)));

    [Fact]
    public void The_opcode_modifiers_are_those_that_the_firmware_takes()
    {
        Firmware firmware = new RawDriver().Card.Firmware;
        Assert.Equal(
            Enum.GetValues<Opcode>().Select(opcode => (opcode.Name(), Modifiers(firmware.ModifiersOf(opcode)))),
            CommandRow.Commands.Select(row => (row.Name, row.Modifiers)));
    }

    [Fact]
    public void The_commands_of_our_driver_are_those_that_it_gives_while_it_loads_and_unloads()
    {
        // A card that has system EQs, a port that follows its cable, and one that is InfiniBand: of each the driver asks more.
        ConnectX3Options card = new()
        {
            FirmwarePages = 16,
            SysEqs = true,
            Port1 = new PortOptions { Suggested = LinkType.InfiniBand, DefaultSense = true, Sensed = LinkType.Ethernet },
            Port2 = new PortOptions { Suggested = LinkType.InfiniBand },
        };
        HashSet<Opcode> given = [.. RecordedSession.LoadAndUnload(card).Select(command => command.Opcode)];
        Assert.Equal(
            Enum.GetValues<Opcode>().Select(opcode => (opcode.Name(), given.Contains(opcode) ? "yes" : "")),
            CommandRow.Commands.Select(row => (row.Name, row.OurDriver)));
    }

    [Fact]
    public void Linux_is_a_list_of_its_drivers() =>
        Assert.All(CommandRow.Commands, row => Assert.Matches("^((core|ib|en|ib, en)( \\((ethtool|ip|sysfs|SR-IOV)\\))?)?$", row.Linux));

    [Fact]
    public void The_tests_that_are_named_give_the_command()
    {
        ILookup<string, string> files = Directory.EnumerateFiles(Path.Combine(Example.Root, "Mlx4.Tests", "Sample"), "*Tests.cs", SearchOption.AllDirectories)
            .ToLookup(path => Path.GetFileNameWithoutExtension(path));
        Assert.All(CommandRow.Commands, row =>
        {
            string opcode = $"Opcode.{CommandNames.Opcodes[row.Name]}";
            Assert.Contains(files[row.Test], path => File.ReadAllText(path).Contains(opcode, StringComparison.Ordinal));
        });
    }

    [Fact]
    public void The_card_does_not_know_the_commands_that_it_is_said_not_to_have()
    {
        var driver = new RawDriver();
        driver.BringUp();
        Assert.NotEmpty(CommandRow.Others);
        Assert.All(CommandRow.Others, row =>
        {
            var opcode = (Opcode)ushort.Parse(row.Number.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            Assert.Equal(CommandStatus.BadOp, driver.Execute(opcode));
        });
    }

    private static string Number(Opcode opcode) => string.Create(CultureInfo.InvariantCulture, $"0x{(ushort)opcode:x3}");

    private static string Modifiers(ushort modifiers) =>
        modifiers == AllModifiers ? "any" : string.Join(", ", Enumerable.Range(0, 16).Where(modifier => (modifiers & (1 << modifier)) != 0));
}
