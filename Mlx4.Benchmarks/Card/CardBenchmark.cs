using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using Mlx4.Benchmarks.Measuring;
using Mlx4.Benchmarks.Reporting;

namespace Mlx4.Benchmarks.Card;

/// <summary>The card and its driver: commands, registers, loads, memory, and the way over vfio-user.</summary>
internal static class CardBenchmark
{
    private const double NanosecondsOfAMillisecond = 1e6;
    private const double NanosecondsOfASecond = 1e9;
    private const double Mebi = 1 << 20;

    // What the goals allow.
    private const double LoadMilliseconds = 5;
    private const double CommandsOfASecond = 1e6;
    private const double MemoryToLedger = 2;

    public static Report Run(bool quick)
    {
        Report report = new("card", "The time of the card");
        report.Paragraph("""
            The card of the sample and its driver, in one process, on one thread unless it says otherwise. The contenders of a table take turns; the shortest turn counts, since what others do
            on the machine only adds to it. The clock of the machines is simulated, so what a driver waits for takes no time.
            """);
        AddRegisters(report, quick);
        AddLoads(report, quick);
        AddMemory(report, quick);
        report.Head("Over vfio-user");
        if (OperatingSystem.IsLinux())
        {
            AddVfioUser(report, quick);
        }
        else
        {
            report.Paragraph("Not measured: it needs Linux.");
        }
        return report;
    }

    private static void AddRegisters(Report report, bool quick)
    {
        RawCard card = new();
        (string Name, Action Action)[] accesses =
        [
            ("read of a register (the last word of the HCR)", () => card.Read(RawCard.HcrLast)),
            ("write of a register (the first word of the HCR)", () => card.Write(RawCard.Hcr, 0)),
            ("NOP: seven writes of the HCR, and a read that finds it done", card.Nop),
        ];
        Race race = new(TimeSpan.FromMilliseconds(quick ? 2 : 10), quick ? 5 : 30);
        Series[] times = race.Run([.. accesses.Select(access => Repeat(access.Action))]);
        Table table = new(("", Align.Left), ("ns", Align.Right), ("a second", Align.Right));
        for (int i = 0; i < accesses.Length; i++)
        {
            table.Add(accesses[i].Name, Figures.Short(times[i].Minimum), Figures.Short(NanosecondsOfASecond / times[i].Minimum));
        }
        report.Head("Registers and commands");
        report.Add(table);
        report.Add(Goal.AtLeast("simple commands (NOP) a second", NanosecondsOfASecond / times[^1].Minimum, CommandsOfASecond));
    }

    private static void AddLoads(Report report, bool quick)
    {
        Machine same = new();
        Machine sameSmall = new(lowMemory: true);
        (string Name, Action Action)[] loads =
        [
            ("a new machine", () => LoadAndUnload(new Machine())),
            ("the same machine again", () => LoadAndUnload(same)),
            ("a new machine, low memory", () => LoadAndUnload(new Machine(lowMemory: true))),
            ("the same machine again, low memory", () => LoadAndUnload(sameSmall)),
        ];
        Race race = new(TimeSpan.FromMilliseconds(quick ? 10 : 50), quick ? 3 : 15);
        Series[] times = race.Run([.. loads.Select(load => Repeat(load.Action))]);
        Table table = new(("", Align.Left), ("ms", Align.Right), ("median, ms", Align.Right), ("KiB allocated", Align.Right));
        for (int i = 0; i < loads.Length; i++)
        {
            table.Add(loads[i].Name, Figures.Short(times[i].Minimum / NanosecondsOfAMillisecond), Figures.Short(times[i].Median / NanosecondsOfAMillisecond), Figures.Short(Allocated(loads[i].Action)));
        }
        report.Head("Load and unload of a physical function");
        report.Paragraph("From probe to removal, with an empty ledger at the end. \"Low memory\" is the driver's way in a crash kernel.");
        report.Add(table);
        AddManyCards(report, quick ? 8 : 64);
        report.Add(Goal.AtMost("load and unload, a new machine", times[0].Minimum / NanosecondsOfAMillisecond, LoadMilliseconds, " ms"));
        report.Add(Goal.AtMost("load and unload, the same machine again", times[1].Minimum / NanosecondsOfAMillisecond, LoadMilliseconds, " ms"));
    }

    private static void AddManyCards(Report report, int count)
    {
        Machine[] machines = [.. Enumerable.Range(0, count).Select(_ => new Machine(lowMemory: true))];
        long begin = Stopwatch.GetTimestamp();
        Parallel.ForEach(machines, static machine => machine.Load());
        TimeSpan loaded = Stopwatch.GetElapsedTime(begin);
        double memory = GC.GetTotalMemory(forceFullCollection: true) / Mebi;
        begin = Stopwatch.GetTimestamp();
        Parallel.ForEach(machines, static machine => machine.Unload());
        TimeSpan unloaded = Stopwatch.GetElapsedTime(begin);
        report.Paragraph(
            $"{count} cards, each in its own machine with low memory, on all CPUs: loaded in {Figures.Short(loaded.TotalMilliseconds)} ms, unloaded in {Figures.Short(unloaded.TotalMilliseconds)} ms; "
            + $"in between the process has {Figures.Short(memory)} MiB of managed memory.");
    }

    private static void AddMemory(Report report, bool quick)
    {
        report.Head("Memory of a loaded card");
        report.Paragraph("What the process has more of managed memory than before the machine was made, against what the host's ledger says that the driver has taken as DMA memory: context memory, firmware area, queues, mailboxes.");
        Table table = new(("", Align.Left), ("MiB", Align.Right), ("ledger, MiB", Align.Right), ("ratio", Align.Right));
        foreach (bool lowMemory in quick ? [true] : new[] { false, true })
        {
            (double memory, double ledger) = Weigh(lowMemory);
            string name = lowMemory ? "low memory" : "defaults";
            table.Add(name, Figures.Short(memory / Mebi), Figures.Short(ledger / Mebi), Figures.Ratio(memory / ledger));
            report.Add(Goal.AtMost($"memory of a loaded card, {name}: to the ledger's bytes", memory / ledger, MemoryToLedger));
        }
        report.Add(table);
    }

    /// <summary>The bytes of a machine with a loaded card, and what its ledger says. A method of its own, so that nothing of the one before is held.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (double Memory, double Ledger) Weigh(bool lowMemory)
    {
        double before = GC.GetTotalMemory(forceFullCollection: true);
        Machine machine = new(lowMemory);
        machine.Load();
        double memory = GC.GetTotalMemory(forceFullCollection: true) - before;
        double ledger = machine.Host.Ledger.Total("DMA memory");
        GC.KeepAlive(machine);
        return (memory, ledger);
    }

    [SupportedOSPlatform("linux")]
    private static void AddVfioUser(Report report, bool quick)
    {
        using VfioUserReads server = new();
        using RoundTrips echo = new(VfioUserReads.RequestLength, VfioUserReads.ReplyLength);
        RawCard card = new();
        Race race = new(TimeSpan.FromMilliseconds(quick ? 5 : 20), quick ? 5 : 30);
        Series[] times = race.Run([server.Read, echo.Run, Repeat(() => card.Read(RawCard.HcrLast))]);
        Table table = new(("", Align.Left), ("µs", Align.Right), ("share", Align.Right));
        double whole = times[0].Minimum;
        Add("read of a register over the socket", whole);
        Add("a round trip of messages as long, between two threads of this program", times[1].Minimum);
        Add("what is left: the server and the card", whole - times[1].Minimum);
        Add("of that, the card", times[2].Minimum);
        report.Paragraph("A client in this program reads a register as QEMU does, message by message, from a server as `serve` has it.");
        report.Add(table);

        void Add(string name, double nanoseconds)
        {
            const double NanosecondsOfAMicrosecond = 1000;
            const double Percent = 100;
            table.Add(name, Figures.Short(nanoseconds / NanosecondsOfAMicrosecond), Figures.Short(Percent * nanoseconds / whole) + " %");
        }
    }

    private static void LoadAndUnload(Machine machine)
    {
        machine.Load();
        machine.Unload();
    }

    private static Action<int> Repeat(Action action) => count =>
    {
        for (int i = 0; i < count; i++)
        {
            action();
        }
    };

    private static double Allocated(Action action)
    {
        const double Kibi = 1024;
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / Kibi;
    }
}
