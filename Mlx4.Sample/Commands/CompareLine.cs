using System.CommandLine;

namespace Mlx4.Sample.Commands;

/// <summary>The command <c>compare</c> and its options.</summary>
internal static class CompareLine
{
    private const int BytesPerMiB = 1 << 20;

    /// <summary>A load takes less than this.</summary>
    private const int LeastMemory = 256;

    /// <summary>1 TiB.</summary>
    private const int MostMemory = 1 << 20;

    /// <summary>That of the guest of <c>linux/test</c>.</summary>
    private const int StandardMemory = 1024;

    public static Command Create(TextWriter output, TextWriter errors)
    {
        Argument<string> log = new("LOG")
        {
            Description = "The log of firmware commands that serve --log has written while Linux loaded and unloaded its driver.",
        };
        Option<string?> explained = new("--explained")
        {
            Description = "A page in Markdown like docs/linux-conversation.md: the first columns of its tables have what may differ, with * for anything.",
            HelpName = "FILE",
        };
        Option<int> ports = CardOptions.Ports();
        Option<bool> noMsiX = CardOptions.NoMsiX();
        Option<int> vfs = CardOptions.VirtualFunctions("Loads the driver as the master of so many virtual functions, and on each of them.");
        Option<int> cpus = LoadLine.Cpus();
        Option<int> memory = LoadLine.Number(
            "--memory", "The memory of the machine in MiB: the more there is, the more the driver asks for.", LeastMemory, MostMemory, StandardMemory);

        Command compare = new(
            "compare",
            "Loads and unloads the driver, and compares its firmware commands with those of Linux's, given to such a card on such a machine.")
        {
            log, explained, ports, noMsiX, vfs, cpus, memory,
        };
        compare.SetAction(line => CompareCommand.Run(
            new CompareSettings
            {
                Log = line.GetRequiredValue(log),
                Explained = line.GetValue(explained),
                Card = CardOptions.Served(line.GetValue(ports), !line.GetValue(noMsiX), line.GetValue(vfs)),
                VirtualFunctions = line.GetValue(vfs),
                Memory = (ulong)line.GetValue(memory) * BytesPerMiB,
                Cpus = line.GetValue(cpus),
            },
            output,
            errors));
        return compare;
    }
}
