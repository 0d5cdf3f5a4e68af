using System.Globalization;
using Mlx4.Sample.Hca.Commands;
using Xunit.Abstractions;

namespace Mlx4.Tests.Sample.Hca.Hostile;

/// <summary>
/// Whatever a driver and its host do, the card neither throws nor goes on for ever, its memory stays bounded, and a reset makes it
/// as new. The environment variable <c>MLX4_HOSTILE_ACCESSES</c> sets the number of accesses to each card, <c>MLX4_SEED</c> the seed.
/// </summary>
[Collection(nameof(MemoryCounters))]
public class HostileHostTests(ITestOutputHelper output)
{
    private const int DefaultAccesses = 4_000_000;
    private const int EpisodeAccesses = 5_000;

    /// <summary>Commands that a card of this kind always refuses, and the one that only a QP with a failed send takes.</summary>
    private static readonly Opcode[] SeldomCarriedOut = [Opcode.GetOpReq, Opcode.EnableLam, Opcode.DisableLam, Opcode.SqErr2RtsQp];

    /// <summary>Commands of a card that manages its EQs and flow rules by itself.</summary>
    private static readonly Opcode[] OfManagingCard =
        [Opcode.QueryFunc, Opcode.FlowSteeringIbUcQpRange, Opcode.QpFlowSteeringAttach, Opcode.QpFlowSteeringDetach];

    /// <summary>Commands of a card that leaves both to the driver.</summary>
    private static readonly Opcode[] OfManagedCard = [Opcode.ReadMcg];

    /// <summary>What a card may keep: its tables are bounded by what QUERY_DEV_CAP offers, and what is there is in the ledger.</summary>
    private const long MostMemory = 64 << 20;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void No_access_of_a_hostile_host_breaks_the_card(bool cardManages)
    {
        int accesses = Setting("MLX4_HOSTILE_ACCESSES", DefaultAccesses);
        int seed = Setting("MLX4_SEED", Environment.TickCount & int.MaxValue);
        output.WriteLine($"{accesses:N0} accesses, MLX4_SEED={seed}");
        var driver = new HostileDriver(RecordedSession.Of(cardManages), (ulong)seed);
        driver.Episode(EpisodeAccesses);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        int most = 0;
        while (driver.Accesses < accesses)
        {
            try
            {
                driver.Episode(EpisodeAccesses);
            }
            catch (Exception thrown)
            {
                throw new InvalidOperationException($"Seed {seed}, access {driver.Accesses}. The last ones:\n{driver.Last}", thrown);
            }
            most = Math.Max(most, driver.LedgerEntries);
        }
        long kept = GC.GetTotalMemory(forceFullCollection: true) - before;

        output.WriteLine($"{driver.Accesses:N0} accesses; {kept:N0} bytes more than after the first {EpisodeAccesses:N0}");
        // A command that is never carried out, or never refused, would not have been tried.
        Opcode[] others = cardManages ? OfManagedCard : OfManagingCard;
        Assert.Empty(string.Join(' ', Enum.GetValues<Opcode>().Except(driver.CarriedOut.Keys).Except(SeldomCarriedOut).Except(others)));
        Assert.Empty(string.Join(' ', Enum.GetValues<Opcode>().Except(driver.Refused.Keys)));
        Assert.True(kept < MostMemory, $"Seed {seed}: the card keeps {kept:N0} bytes.");
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}

/// <summary>Tests that measure the memory of the whole process.</summary>
[CollectionDefinition(nameof(MemoryCounters), DisableParallelization = true)]
public sealed class MemoryCounters;
