using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Driver;

/// <summary>
/// A master and its slaves do at random what drivers do, and what happens to them, all at the same time. Nobody waits for ever, nothing is left,
/// and everything can be loaded again.
/// </summary>
public class RandomScheduleTests
{
    private const int Slaves = 3;
    private const int Rounds = 5;
    private const int Steps = 6;

    /// <summary>The longest pause between two steps: a restart takes some seconds, and the poll that finds a failure comes every five.</summary>
    private const int LongestPause = 8000;

    [Theory]
    [InlineData(14, false)]
    [InlineData(2, true)]
    public void Whatever_they_do_everything_can_be_loaded_again(int seed, bool systemEqs)
    {
        var card = new BusyCard(Slaves, systemEqs);
        var random = new Random(seed);
        try
        {
            card.BeginAnew();
            for (int round = 0; round < Rounds; round++)
            {
                Threads.Run(card.Time, [("master", Plan(card.StepsOfMaster)), .. Enumerable.Range(1, Slaves).Select(slave => ($"slave {slave}", Plan(card.StepsOf(slave))))]);
                card.Settle();
                card.BeginAnew();
            }
        }
#pragma warning disable CA1031 // Whatever it is, the test is to say on which way it came.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Assert.Fail($"Seed {seed}: {exception}\n{card}");
        }

        // The steps are drawn before the threads run, so that they depend on the seed alone.
        Action Plan(IReadOnlyList<Action> possible)
        {
#pragma warning disable CA5394 // A seed has to give the same steps again.
            List<(TimeSpan Pause, Action Step)> steps = [.. Enumerable.Range(0, Steps).Select(_ =>
                (TimeSpan.FromMilliseconds(random.Next(LongestPause)), possible[random.Next(possible.Count)]))];
#pragma warning restore CA5394
            return () =>
            {
                foreach ((TimeSpan pause, Action step) in steps)
                {
                    card.Time.Sleep(pause);
                    step();
                }
            };
        }
    }
}
